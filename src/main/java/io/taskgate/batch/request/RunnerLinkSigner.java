package io.taskgate.batch.request;

import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.link.LinkSigner.Verification;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Signs the links by which a runner reports its completion: as a worker's links, for one attempt of one runner
/// (ADR-0020). Thread-safe.
@Singleton
public final class RunnerLinkSigner {

    /// The number of bytes of a runner's input that are reserved for its links.
    static final int ROOM = 1_024;

    /// The service and operation of the claim: the gateway itself.
    private static final String SERVICE = "taskgate";

    private static final String OPERATION = "batch";

    /// The length of the text between the envelope's own members and the items.
    private static final int BEFORE_ITEMS = "},\"items\":[".length();

    private final LinkSigner links;

    public RunnerLinkSigner(LinkSigner links) {
        this.links = links;
    }

    /// The common part of all links of an attempt, so that a second start has the same input.
    public record Terms(String keyId, Instant expires) {}

    /// Creates the terms of an attempt.
    ///
    /// @param deadline the deadline of the parent's task; null for none
    public Terms terms(@Nullable Instant deadline) {
        return new Terms(links.activeKey(), links.end(deadline));
    }

    /// Returns whether this gateway's links are short enough for a runner's input.
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

    /// Verifies a signature. The claim has the attempt as its generation.
    public Verification verify(BatchId batch, long index, String signature) {
        return links.verify(subject(batch, index), signature);
    }

    /// Returns whether this is one of the runner's links and has not expired.
    public boolean isValid(BatchId batch, long index, String signature) {
        return verify(batch, index, signature) instanceof Verification.Valid;
    }

    private static String subject(BatchId batch, long index) {
        return batch + "." + index;
    }
}
