package io.taskgate.standin.integration;

import io.taskgate.standin.integration.Integrations.Mode;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// All optimized integrations of Step Functions with their patterns. Source: Step Functions guide,
/// "Integrating services".
final class OptimizedIntegrations {

    /// One line for each service: its actions with the patterns that they support in addition to request and
    /// response.
    private static final String ALL = """
            apigateway invoke+token
            athena startQueryExecution+sync stopQueryExecution getQueryExecution getQueryResults
            batch submitJob+sync
            bedrock invokeModel createModelCustomizationJob+sync
            codebuild startBuild+sync stopBuild batchDeleteBuilds batchGetReports startBuildBatch+sync stopBuildBatch \
            retryBuildBatch+sync deleteBuildBatch
            databrew startJobRun+sync
            dynamodb getItem putItem updateItem deleteItem
            ecs runTask+sync+token
            eks createCluster+sync deleteCluster+sync createNodegroup+sync deleteNodegroup+sync call runJob+sync
            elasticmapreduce createCluster+sync terminateCluster+sync addStep+sync cancelStep \
            setClusterTerminationProtection modifyInstanceFleetByName modifyInstanceGroupByName
            emr-containers createVirtualCluster deleteVirtualCluster+sync startJobRun+sync
            emr-serverless createApplication+sync startApplication+sync stopApplication+sync deleteApplication+sync \
            startJobRun+sync cancelJobRun+sync
            events putEvents+token
            glue startJobRun+sync
            http invoke
            lambda invoke+token
            mediaconvert createJob+sync
            sagemaker createEndpoint createEndpointConfig createHyperParameterTuningJob+sync createLabelingJob+sync \
            createModel createProcessingJob+sync createTrainingJob+sync createTransformJob+sync updateEndpoint
            sns publish+token
            sqs sendMessage+token
            states startExecution+sync+sync2+token
            """;

    private static final Map<String, Set<Mode>> BY_NAME = read();

    private OptimizedIntegrations() {}

    private static Map<String, Set<Mode>> read() {
        Map<String, Set<Mode>> integrations = new HashMap<>();
        ALL.lines().forEach(line -> {
            String[] words = line.split(" +");
            for (int i = 1; i < words.length; i++) {
                String[] patterns = words[i].split("\\+");
                Set<Mode> modes = EnumSet.of(Mode.REQUEST);
                for (int j = 1; j < patterns.length; j++) {
                    modes.add(mode(patterns[j]));
                }
                integrations.put(words[0] + ":" + patterns[0], modes);
            }
        });
        return Map.copyOf(integrations);
    }

    private static Mode mode(String pattern) {
        return switch (pattern) {
            case "token" -> Mode.TOKEN;
            case "sync" -> Mode.SYNC;
            default -> Mode.SYNC_JSON;
        };
    }

    static boolean has(String type, String action, Mode mode) {
        return BY_NAME.getOrDefault(type + ":" + action, Set.of()).contains(mode);
    }
}
