package io.taskgate.deploy.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Kubernetes' "Pod Security Standards, Restricted", with additional rules: UID 1001, a read-only root file
/// system, no token of the service account, memory limits.
final class PodSecurityRestricted {

    private static final Set<String> VOLUMES = Set.of(
            "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret");

    private PodSecurityRestricted() {}

    /// @param pod the `spec` of a pod
    /// @return the violations by the path of the field
    static List<String> wrong(JsonNode pod) {
        List<String> wrong = new ArrayList<>();
        for (String host : List.of("hostNetwork", "hostPID", "hostIPC")) {
            unless(!pod.path(host).asBoolean(), host, wrong);
        }
        JsonNode all = pod.path("securityContext");
        unless(all.path("runAsNonRoot").asBoolean(), "runAsNonRoot", wrong);
        unless(all.path("runAsUser").asInt() == 1001, "runAsUser", wrong);
        unless(all.at("/seccompProfile/type").asText().equals("RuntimeDefault"), "seccompProfile", wrong);
        unless(!pod.path("automountServiceAccountToken").asBoolean(true), "automountServiceAccountToken", wrong);
        for (JsonNode volume : pod.path("volumes")) {
            volume.fieldNames()
                    .forEachRemaining(
                            kind -> unless(kind.equals("name") || VOLUMES.contains(kind), "volume " + kind, wrong));
        }
        Stream.of("initContainers", "containers", "ephemeralContainers")
                .flatMap(kind -> pod.path(kind).valueStream())
                .forEach(container -> container(container, wrong));
        return wrong;
    }

    private static void container(JsonNode container, List<String> wrong) {
        String name = container.path("name").asText() + ": ";
        JsonNode own = container.path("securityContext");
        unless(!own.path("allowPrivilegeEscalation").asBoolean(true), name + "allowPrivilegeEscalation", wrong);
        unless(!own.path("privileged").asBoolean(), name + "privileged", wrong);
        unless(own.path("readOnlyRootFilesystem").asBoolean(), name + "readOnlyRootFilesystem", wrong);
        unless(own.at("/capabilities/drop").toString().equals("[\"ALL\"]"), name + "capabilities.drop", wrong);
        unless(own.at("/capabilities/add").isMissingNode(), name + "capabilities.add", wrong);
        unless(own.path("runAsNonRoot").asBoolean(true), name + "runAsNonRoot", wrong);
        unless(own.path("runAsUser").asInt(1001) != 0, name + "runAsUser", wrong);
        unless(own.path("seccompProfile").isMissingNode(), name + "seccompProfile", wrong);
        unless(container.at("/resources/limits").has("memory"), name + "limits", wrong);
        for (JsonNode port : container.path("ports")) {
            unless(!port.has("hostPort"), name + "hostPort", wrong);
        }
    }

    private static void unless(boolean right, String what, List<String> wrong) {
        if (!right) {
            wrong.add(what);
        }
    }
}
