package io.taskgate.callback.settlement;

import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.AnswerDelivery;
import io.taskgate.callback.model.CallbackId;
import org.jspecify.annotations.Nullable;

/// One attempt to settle a callback with an answer.
///
/// @param digest      the digest of the answer as it was sent, before its boundary
/// @param operationId the name of this attempt: a write whose response was lost is recognized by it
/// @param delivery    the sending of the answer that this is a copy of; null if the sender has not numbered it
record AnswerAttempt(
        CallbackAddress address,
        CallbackId id,
        Answer answer,
        String digest,
        String operationId,
        @Nullable AnswerDelivery delivery) {

    static AnswerAttempt of(CallbackAddress address, CallbackId id, Answer answer, @Nullable AnswerDelivery delivery) {
        return new AnswerAttempt(address, id, answer, answer.digest(), AnswerDelivery.operationId(delivery), delivery);
    }
}
