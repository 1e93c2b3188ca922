package io.taskgate.standin.fault;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.OperationName.Service;
import io.taskgate.standin.wire.WireReply;

/// Formats errors for each service. The SDKs select their exception classes by them.
public final class AwsReply {

    private AwsReply() {}

    public static WireReply ok(Service service, JsonNode body) {
        return WireReply.of(200, type(service), body.toString());
    }

    public static WireReply error(Service service, AwsError error) {
        if (service == Service.S3) {
            return WireReply.of(
                    error.status(),
                    "application/xml",
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + error.type() + "</Code><Message>"
                            + error.getMessage() + "</Message></Error>");
        }
        if (service == Service.STS) {
            return WireReply.of(
                    error.status(),
                    "text/xml",
                    "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>"
                            + error.type() + "</Code><Message>" + escaped(error.getMessage())
                            + "</Message></Error></ErrorResponse>");
        }
        JsonNode body = StatesJson.object().put("__type", error.type()).put("message", error.getMessage());
        return WireReply.of(error.status(), type(service), body.toString()).with("x-amzn-errortype", error.type());
    }

    /// For the text of an XML element.
    public static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String type(Service service) {
        return service == Service.EVENTS ? "application/x-amz-json-1.1" : "application/x-amz-json-1.0";
    }

    static WireReply throttled(OperationName called) {
        return error(
                called.service(),
                switch (called.service()) {
                    case STATES, EVENTS, STS -> new AwsError("ThrottlingException", "Rate exceeded");
                    case DYNAMODB ->
                        new AwsError(
                                "ProvisionedThroughputExceededException",
                                "The level of configured provisioned throughput for the table was exceeded.");
                    case SQS -> new AwsError("RequestThrottled", "Rate exceeded");
                    case S3 -> new AwsError(503, "SlowDown", "Please reduce your request rate.");
                });
    }

    static WireReply broken(OperationName called, int status) {
        String type = switch (called.service()) {
            case STATES, EVENTS, SQS, STS -> "InternalFailure";
            case DYNAMODB -> "InternalServerError";
            case S3 -> "InternalError";
        };
        return error(
                called.service(),
                new AwsError(status, status == 503 ? "ServiceUnavailable" : type, "the stand-in was told to fail"));
    }

    static WireReply denied(OperationName called) {
        String message = "the stand-in was told to deny " + called.operation();
        return error(
                called.service(),
                called.service() == Service.S3
                        ? new AwsError(403, "AccessDenied", message)
                        : new AwsError("AccessDeniedException", message));
    }

    /// Adds the request ID that the call log uses.
    static WireReply numbered(WireReply reply, ServedCall call) {
        String header = call.called().service() == Service.S3 ? "x-amz-request-id" : "x-amzn-RequestId";
        return reply.with(header, call.requestId());
    }
}
