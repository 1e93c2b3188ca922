package io.taskgate.route.config;

import io.taskgate.payload.boundary.Boundary;
import io.taskgate.payload.shape.ValueExpression;
import io.taskgate.route.AnswerChannel;
import io.taskgate.route.CallDefinition;
import io.taskgate.route.ErrorNameMapping;
import io.taskgate.route.EventCorrelation;
import io.taskgate.route.OutcomeMapping;
import io.taskgate.route.PlaceholderTemplate;
import io.taskgate.route.Route;
import io.taskgate.route.Service;
import io.taskgate.route.StatusProbe;
import io.taskgate.route.Target;
import io.taskgate.route.Webhook;
import io.taskgate.route.WorkRequestTemplate;
import io.taskgate.route.WorkTracking;
import io.taskgate.route.config.tree.ShapeTrees;
import io.taskgate.settings.ConfigurationMapper;
import io.taskgate.settings.ConfigurationProblems;
import jakarta.validation.Validator;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes routes of the settings of services. Thread-safe.
public final class RouteReader {

    private static final String SERVICES = ServicesConfig.PREFIX + ".services";

    private final ConfigurationMapper<ServicesConfig> mapper;
    private final ServiceSecrets secrets;

    /// @param anySecret whether short webhook secrets are accepted: for development and tests
    public RouteReader(Validator validator, SecretDecryptor secrets, boolean anySecret) {
        this.mapper = new ConfigurationMapper<>(
                ServicesConfig.class, ServicesConfig.PREFIX, RouteConverters.all(), validator);
        this.secrets = new ServiceSecrets(secrets, anySecret);
    }

    /// Returns whether a property belongs to a service.
    public boolean reads(String property) {
        return property.startsWith(SERVICES + ".");
    }

    /// Reads the routes of properties that are not mapped yet.
    ///
    /// @param properties of services only, by key
    public List<Route> read(Map<String, String> properties, ConfigurationProblems problems) {
        ServicesConfig config = mapper.map(ShapeTrees.collapsed(properties), problems);
        return routes(config.services(), problems);
    }

    /// Makes the routes of valid settings. Services and operations that have a problem are left out.
    ///
    /// @param problems those of the settings; receives those of their secrets
    public List<Route> routes(Map<String, ServiceConfig> services, ConfigurationProblems problems) {
        List<Route> routes = new ArrayList<>();
        new TreeMap<>(services).forEach((name, settings) -> {
            String place = SERVICES + "." + name;
            if (!problems.isAffected(place)) {
                Service service = service(name, settings, new Place(place, problems));
                new TreeMap<>(settings.operations())
                        .forEach((operation, of) -> routes.add(route(
                                name,
                                operation,
                                of,
                                service,
                                new Place(place + ".operations." + operation, problems))));
            }
        });
        return routes;
    }

    /// The key of a group, and where its problems go.
    record Place(String key, ConfigurationProblems problems) {
        void add(String below, String problemAndFix) {
            problems.add(key + "." + below, problemAndFix);
        }
    }

    private @Nullable Service service(String name, ServiceConfig settings, Place place) {
        URI url = settings.url().orElse(null);
        if (url == null) {
            settings.auth().ifPresent(auth -> secrets.auth(auth, place));
            return null;
        }
        URI base = URI.create(url.toString().replaceAll("/+$", ""));
        return new Service(
                name,
                base,
                settings.auth()
                        .map(auth -> secrets.auth(auth, place))
                        .orElseGet(io.taskgate.route.ServiceAuth.None::new),
                settings.tls().orElse(null),
                settings.locationPaths()
                        .map(paths -> paths.stream()
                                .map(path -> path.strip().replaceAll("/+$", ""))
                                .toList())
                        .orElse(List.of(base.getRawPath())),
                settings.allowAddresses().orElse(List.of()));
    }

    private Route route(
            String name, String operation, OperationConfig settings, @Nullable Service service, Place place) {
        Boundary result = boundary(settings.result()).orElse(Boundary.DEFAULT);
        WorkTracking ways = tracking(settings, service, place);
        CallConfig call = settings.call().orElse(null);
        if (call != null && service != null) {
            Boundary response = boundary(settings.response()).orElse(Boundary.DEFAULT);
            return new Route(
                    name,
                    operation,
                    new Target.Call(call(call, response, service)),
                    BoundarySettings.of(call).boundary(),
                    settings.result().isPresent() ? result : response,
                    settings.heartbeat().orElse(null),
                    settings.timeout().orElse(null),
                    ways);
        }
        OperationConfig.Request request = settings.request().orElseThrow();
        return new Route(
                name,
                operation,
                target(request, service),
                BoundarySettings.of(request).boundary(),
                result,
                settings.heartbeat().orElse(null),
                settings.timeout().orElse(null),
                ways);
    }

    private static Optional<Boundary> boundary(Optional<OperationConfig.Result> settings) {
        return settings.map(result -> BoundarySettings.of(result).boundary());
    }

    private static Target target(OperationConfig.Request request, @Nullable Service service) {
        return switch (request.via().orElseThrow()) {
            case EVENT -> new Target.Event(request.bus(), request.detailType());
            case HTTP ->
                new Target.Http(
                        required(service),
                        URI.create(required(service).url() + request.path().orElse("")),
                        request.method().name());
        };
    }

    /// Validation has required the URL.
    private static Service required(@Nullable Service service) {
        return Optional.ofNullable(service).orElseThrow();
    }

    private static CallDefinition call(CallConfig call, Boundary response, Service service) {
        Map<String, PlaceholderTemplate> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(call.headers());
        CallConfig.CircuitBreaker breaker = call.circuitBreaker();
        CallConfig.Errors errors = call.errors();
        return new CallDefinition(
                service,
                call.method().name(),
                call.path().orElseGet(() -> PlaceholderTemplate.compile("")),
                headers,
                response,
                call.maxResponseSize().bytes(),
                call.timeout(),
                call.retries(),
                call.concurrency(),
                new CallDefinition.Breaker(breaker.requests(), breaker.failureRatio(), breaker.delay()),
                new ErrorNameMapping(service.name(), errors.code().orElse(null), errors.names(), errors.status()),
                call.accepted()
                        .map(accepted ->
                                new CallDefinition.Accepted(accepted.job().orElseThrow(), accepted.status())));
    }

    private WorkTracking tracking(OperationConfig settings, @Nullable Service service, Place place) {
        return new WorkTracking(
                settings.match().map(RouteReader::correlation).orElse(null),
                settings.webhook().map(webhook -> webhook(webhook, place)).orElse(null),
                settings.probe().map(probe -> probe(probe, required(service))).orElse(null),
                settings.cancel()
                        .map(cancel -> new WorkRequestTemplate(
                                required(service),
                                required(service).url() + cancel.path().orElseThrow(),
                                cancel.method().name()))
                        .orElse(null));
    }

    private static EventCorrelation correlation(OperationConfig.Match match) {
        return new EventCorrelation(
                match.pattern().map(CorrelationPattern::json).orElse(null),
                match.key().orElseThrow().value(),
                new OutcomeMapping(
                        match.outcome().value(),
                        match.outcomes(),
                        value(match.error()),
                        value(match.cause()),
                        match.result().value(),
                        value(match.progress())));
    }

    private static StatusProbe probe(OperationConfig.Probe probe, Service service) {
        return new StatusProbe(
                new WorkRequestTemplate(service, service.url() + probe.path().orElseThrow(), "GET"),
                probe.interval(),
                probe.maxInterval().orElse(probe.interval().multipliedBy(StatusProbe.DEFAULT_GROWTH)),
                new OutcomeMapping(
                        probe.outcome().orElseThrow().value(),
                        probe.outcomes(),
                        value(probe.error()),
                        value(probe.cause()),
                        probe.result().value(),
                        value(probe.progress())));
    }

    private static @Nullable ValueExpression value(Optional<DocumentExpression> expression) {
        return expression.map(DocumentExpression::value).orElse(null);
    }

    private Webhook webhook(OperationConfig.Signature settings, Place place) {
        Webhook.Scheme scheme = settings.scheme().orElseThrow();
        Set<AnswerChannel> others = EnumSet.noneOf(AnswerChannel.class);
        settings.alsoAnsweredBy().ifPresent(others::addAll);
        return new Webhook(
                scheme,
                secrets.webhook(settings, scheme, place),
                settings.header().orElse(scheme.defaultHeader()),
                settings.tolerance(),
                others);
    }
}
