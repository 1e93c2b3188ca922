package io.taskgate.batch.request;

import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.link.LinkSigner.Check;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What entitles a runner to tell its own end: signed as a worker's links are, for one attempt of one runner
/// (ADR-0020). Safe for many threads.
@Singleton
public final class RunnerLinkSigner {

    /// Kept free for them in a runner's input, in bytes.
    static final int ROOM = 1_024;

    /// What the claim names as service and operation: the gateway itself.
    private static final String SERVICE = "taskgate";

    private static final String OPERATION = "batch";

    /// Behind the envelope's own members, before the items.
    private static final int BEFORE_ITEMS = "},\"items\":[".length();

    private final LinkSigner links;

    public RunnerLinkSigner(LinkSigner links) {
        this.links = links;
    }

    /// What all links of a turn have in common, so that a second start has the same input.
    public record Terms(String keyId, Instant expires) {}

    /// @param deadline of the parent's task; null where it has none
    public Terms terms(@Nullable Instant deadline) {
        return new Terms(links.activeKey(), links.end(deadline));
    }

    /// Whether this gateway's links are short enough for a runner's input.
    public boolean haveRoom() {
        RunnerName longest = new RunnerName(new BatchId("bt_" + "0".repeat(27)), 999_999_999_999L, 9_999);
        return json(terms(null), longest).length <= ROOM;
    }

    /// Puts the links into a runner's input.
    public byte[] into(byte[] input, byte[] opening, Terms terms, RunnerName runner) {
        byte[] members = json(terms, runner);
        int at = opening.length - BEFORE_ITEMS;
        byte[] whole = new byte[input.length + members.length];
        System.arraycopy(input, 0, whole, 0, at);
        System.arraycopy(members, 0, whole, at, members.length);
        System.arraycopy(input, at, whole, at + members.length, input.length - at);
        return whole;
    }

    private byte[] json(Terms terms, RunnerName runner) {
        String signature = links.sign(
                terms.keyId(),
                subject(runner.batch(), runner.index()),
                new LinkSigner.Claim(runner.attempt(), SERVICE, OPERATION),
                terms.expires());
        String to = links.baseUrl() + "/v1/batches/" + runner.batch() + "/runners/" + runner.index() + "/";
        return (",\"links\":{\"success\":\"" + to + "success?signature=" + signature + "\",\"failure\":\"" + to
                        + "failure?signature=" + signature + "\"},\"signature\":\"" + signature + "\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    /// What a genuine one entitles to is in its claim: the attempt, as its generation.
    public Check check(BatchId batch, long index, String signature) {
        return links.check(subject(batch, index), signature);
    }

    /// Whether it is one of this runner's links, and not expired.
    public boolean isGenuine(BatchId batch, long index, String signature) {
        return check(batch, index, signature) instanceof Check.Genuine;
    }

    private static String subject(BatchId batch, long index) {
        return batch + "." + index;
    }
}
