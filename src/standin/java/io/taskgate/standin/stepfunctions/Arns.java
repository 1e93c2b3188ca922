package io.taskgate.standin.stepfunctions;

import io.taskgate.standin.eventbridge.Buses;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.realm.Realm;

/// The names of resources in the account and region of the call.
public final class Arns {

    /// The region of resources that have one region here.
    public static final String REGION = Realm.HOME.region();

    /// The account of resources that have one account here.
    public static final String ACCOUNT = Realm.HOME.account();

    private Arns() {}

    private static String of(String service, String rest) {
        Realm realm = Realm.current();
        return "arn:aws:" + service + ":" + realm.region() + ":" + realm.account() + ":" + rest;
    }

    public static String events(String kind, String name) {
        return of("events", kind + "/" + name);
    }

    public static String bus(String name) {
        return events("event-bus", name);
    }

    public static String rule(String bus, String name) {
        return events("rule", bus.equals(Buses.DEFAULT) ? name : bus + "/" + name);
    }

    public static String queue(String name) {
        return of("sqs", name);
    }

    public static String stateMachine(String name) {
        return of("states", "stateMachine:" + name);
    }

    public static String activity(String name) {
        return of("states", "activity:" + name);
    }

    /// @throws AwsError InvalidArn if the text does not begin like an ARN
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
        return of("states", "express:" + machine + ":" + name + ":" + id);
    }

    public static String mapRun(String machine, String id) {
        return of("states", "mapRun:" + machine + ":" + id);
    }

    public static String execution(String machine, String name) {
        return of("states", "execution:" + machine + ":" + name);
    }
}
