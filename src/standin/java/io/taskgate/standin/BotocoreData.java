package io.taskgate.standin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A folder for `AWS_DATA_PATH` that points botocore at the stand-ins, and with it boto3 and the AWS CLI. Versions
/// before 2.13 of the CLI and 1.31 of botocore, such as those of Debian 12, do not know `AWS_ENDPOINT_URL`; the
/// CLI 1 ignores it for SQS. All of them read endpoint rules from this folder before their own.
final class BotocoreData {

    /// The operations whose host name has a prefix, which no loopback address can have.
    private static final List<String> PREFIXED = List.of("StartSyncExecution", "TestState");

    private final Path folder;

    private BotocoreData(Path folder) {
        this.folder = folder;
    }

    static void write(Path folder, StandIns aws) throws IOException {
        BotocoreData data = new BotocoreData(folder);
        data.rules("stepfunctions", "2016-11-23", aws.states());
        data.withoutPrefixes("stepfunctions", "2016-11-23");
        data.rules("events", "2015-10-07", aws.events());
        data.rules("sts", "2011-06-15", aws.states());
        data.rules("dynamodb", "2012-08-10", aws.dynamodb());
        data.rules("sqs", "2012-11-05", aws.sqs());
        data.rules("s3", "2006-03-01", aws.s3());
    }

    private void rules(String service, String version, URI endpoint) throws IOException {
        ObjectNode document = StatesJson.object().put("version", "1.0");
        ObjectNode parameters = document.putObject("parameters");
        parameter(parameters, "Region", "AWS::Region", "String");
        parameter(parameters, "UseDualStack", "AWS::UseDualStack", "Boolean");
        parameter(parameters, "UseFIPS", "AWS::UseFIPS", "Boolean");
        parameter(parameters, "Endpoint", "SDK::Endpoint", "String");
        ArrayNode rules = document.putArray("rules");
        if (service.equals("s3")) {
            parameter(parameters, "Bucket", "", "String");
            // the request's own path is without the bucket
            ObjectNode ofBucket = rule(rules, endpoint + "/{Bucket}");
            ObjectNode isSet = ofBucket.withArray("/conditions").addObject().put("fn", "isSet");
            isSet.putArray("argv").addObject().put("ref", "Bucket");
        }
        rule(rules, endpoint.toString());
        write(service, version, "endpoint-rule-set-1.json", document);
    }

    private static void parameter(ObjectNode parameters, String name, String builtIn, String type) {
        ObjectNode parameter = parameters
                .putObject(name)
                .put("required", false)
                .put("type", type)
                .put("documentation", "");
        if (!builtIn.isEmpty()) {
            parameter.put("builtIn", builtIn);
        }
    }

    private static ObjectNode rule(ArrayNode rules, String url) {
        ObjectNode rule = rules.addObject().put("type", "endpoint");
        rule.putArray("conditions");
        ObjectNode endpoint = rule.putObject("endpoint").put("url", url);
        endpoint.putObject("properties");
        endpoint.putObject("headers");
        return rule;
    }

    private void withoutPrefixes(String service, String version) throws IOException {
        ObjectNode document = StatesJson.object().put("version", 1.0);
        ObjectNode operations = document.putObject("merge").putObject("operations");
        PREFIXED.forEach(operation ->
                operations.putObject(operation).putObject("endpoint").put("hostPrefix", ""));
        write(service, version, "service-2.sdk-extras.json", document);
    }

    private void write(String service, String version, String name, ObjectNode document) throws IOException {
        Path place = Files.createDirectories(folder.resolve(service).resolve(version));
        Files.writeString(place.resolve(name), document.toPrettyString());
    }
}
