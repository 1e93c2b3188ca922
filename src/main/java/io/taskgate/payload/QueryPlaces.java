package io.taskgate.payload;

/// How many evaluations of JSONata run at the same time.
final class QueryPlaces {

    static final QueryPlaces ROUTES = new QueryPlaces(16);
    static final QueryPlaces PREVIEWS = ROUTES;
    static final QueryPlaces GATHERS = ROUTES;

    final java.util.concurrent.Semaphore places;

    QueryPlaces(int most) {
        places = new java.util.concurrent.Semaphore(most);
    }
}
