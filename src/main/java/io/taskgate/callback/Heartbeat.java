package io.taskgate.callback;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Relays a worker's sign of life to Step Functions and keeps it. The reply tells a worker whether its task is still
/// wanted. Safe for many threads.
@Singleton
public final class Heartbeat {

    private static final Logger LOG = Logger.getLogger(Heartbeat.class);

    private final StepFunctions stepFunctions;
    private final Ledger ledger;
    private final TokenVault vault;
    private final Dispatcher dispatcher;
    private final Clock clock;
    private final Tenant tenant;

    public Heartbeat(
            StepFunctions stepFunctions,
            Ledger ledger,
            TokenVault vault,
            Dispatcher dispatcher,
            Clock clock,
            Tenant tenant) {
        this.stepFunctions = stepFunctions;
        this.ledger = ledger;
        this.vault = vault;
        this.dispatcher = dispatcher;
        this.clock = clock;
        this.tenant = tenant;
    }

    public HeartbeatReply beat(Address address, @Nullable JsonNode progress) {
        CallbackId id = address.id(tenant.name());
        Optional<Callback> standing = ledger.find(id);
        if (standing.isEmpty()) {
            return switch (address) {
                case Address.ByLink byLink -> new HeartbeatReply.Unknown();
                case Address.ById byId -> new HeartbeatReply.Unknown();
                case Address.ByKey byKey -> new HeartbeatReply.Early();
            };
        }
        return address.mayShow(standing.get()) ? judge(standing.get(), progress) : new HeartbeatReply.Unknown();
    }

    private HeartbeatReply judge(Callback standing, @Nullable JsonNode progress) {
        return switch (standing.state()) {
            case PENDING -> relay(standing, progress);
            case EARLY -> new HeartbeatReply.Early();
            case SETTLING, DELIVERED, CLOSED, REJECTED, AMBIGUOUS, EXPIRED, CANCELLED ->
                new HeartbeatReply.Stop(standing);
        };
    }

    private HeartbeatReply relay(Callback pending, @Nullable JsonNode progress) {
        TaskToken token = vault.open(pending.registeredTask().token(), pending.id());
        return switch (stepFunctions.heartbeat(token)) {
            case StepFunctions.Reply.Taken taken -> keep(pending, progress);
            case StepFunctions.Reply.TimedOut timedOut ->
                gone(pending, State.CLOSED, "Step Functions has closed the task");
            case StepFunctions.Reply.Unknown unknown ->
                gone(pending, State.REJECTED, "Step Functions does not know the token: " + unknown.error());
            case StepFunctions.Reply.InvalidOutput invalid -> new HeartbeatReply.NotRelayed(invalid.message());
            case StepFunctions.Reply.Denied denied -> new HeartbeatReply.NotRelayed(denied.error());
            case StepFunctions.Reply.NotApplied notApplied -> new HeartbeatReply.NotRelayed(notApplied.error());
            case StepFunctions.Reply.Lost lost -> new HeartbeatReply.NotRelayed(lost.error());
        };
    }

    private HeartbeatReply keep(Callback pending, @Nullable JsonNode progress) {
        LOG.infof("%s: heartbeat %d relayed", pending.id(), pending.pulse().beats() + 1);
        return switch (ledger.apply(pending.id(), Transitions.beat(pending, progress, clock.instant()))) {
            case Ledger.Write.Written written -> new HeartbeatReply.Beating(written.now());
            case Ledger.Write.Refused refused ->
                refused.standing().state() == State.PENDING
                        ? new HeartbeatReply.Beating(refused.standing())
                        : new HeartbeatReply.Stop(refused.standing());
            case Ledger.Write.Absent absent -> new HeartbeatReply.Unknown();
        };
    }

    private HeartbeatReply gone(Callback pending, State end, String reason) {
        LOG.infof("%s: the task is gone: %s", pending.id(), reason);
        return switch (ledger.apply(pending.id(), Transitions.gone(pending, end, reason, clock.instant()))) {
            case Ledger.Write.Written written -> {
                dispatcher.taskGone(written.now(), reason);
                yield new HeartbeatReply.Stop(written.now());
            }
            case Ledger.Write.Refused refused -> new HeartbeatReply.Stop(refused.standing());
            case Ledger.Write.Absent absent -> new HeartbeatReply.Unknown();
        };
    }
}
