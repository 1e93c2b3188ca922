package io.taskgate.standin.stepfunctions;

import io.taskgate.standin.eventbridge.Buses;
import io.taskgate.standin.fault.AwsError;

/// Names of the one account and region the stand-ins know.
public final class Arns {

    public static final String REGION = "us-east-1";
    public static final String ACCOUNT = "000000000000";
    private static final String STATES = "arn:aws:states:" + REGION + ":" + ACCOUNT + ":";

    private static final String EVENTS = "arn:aws:events:" + REGION + ":" + ACCOUNT + ":";

    private Arns() {}

    public static String events(String kind, String name) {
        return EVENTS + kind + "/" + name;
    }

    public static String bus(String name) {
        return events("event-bus", name);
    }

    public static String rule(String bus, String name) {
        return events("rule", bus.equals(Buses.DEFAULT) ? name : bus + "/" + name);
    }

    public static String queue(String name) {
        return "arn:aws:sqs:" + REGION + ":" + ACCOUNT + ":" + name;
    }

    public static String stateMachine(String name) {
        return STATES + "stateMachine:" + name;
    }

    public static String activity(String name) {
        return STATES + "activity:" + name;
    }

    /// @throws AwsError InvalidArn if the text does not begin as an ARN
    public static String checked(String arn) {
        if (!arn.startsWith("arn:")) {
            throw new AwsError("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: " + arn + "'");
        }
        return arn;
    }

    /// @throws AwsError InvalidArn if the text is not the ARN of a role
    public static String role(String arn) {
        if (!checked(arn).matches("arn:aws[a-z-]*:iam::\\d{12}:role/.+")) {
            throw new AwsError("InvalidArn", "Invalid Arn: 'Invalid role ARN: " + arn + "'");
        }
        return arn;
    }

    static String express(String machine, String name, String id) {
        return STATES + "express:" + machine + ":" + name + ":" + id;
    }

    public static String mapRun(String machine, String id) {
        return STATES + "mapRun:" + machine + ":" + id;
    }

    public static String execution(String machine, String name) {
        return STATES + "execution:" + machine + ":" + name;
    }
}
