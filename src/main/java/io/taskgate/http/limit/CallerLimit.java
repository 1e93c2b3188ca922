package io.taskgate.http.limit;

/// The limits of one caller.
///
/// @param rate        requests per second on average
/// @param burst       concurrent requests above the average
/// @param concurrency requests in flight
record CallerLimit(double rate, double burst, int concurrency) {

    static CallerLimit of(LimitsConfig.Credential config) {
        return new CallerLimit(config.rate(), config.burst(), config.concurrency());
    }

    /// A missing setting refuses the start.
    static CallerLimit of(LimitsConfig.Tenant config) {
        return new CallerLimit(
                config.rate().orElse(1.0),
                config.burst().orElse(1.0),
                config.concurrency().orElse(1));
    }

    static CallerLimit of(LimitsConfig.Link config) {
        return new CallerLimit(config.rate(), config.burst(), config.concurrency());
    }

    static CallerLimit of(LimitsConfig.Anonymous config) {
        return new CallerLimit(config.rate(), config.burst(), config.concurrency());
    }
}
