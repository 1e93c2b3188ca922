package io.taskgate.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.taskgate.deploy.YamlTree;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Checks that the objects of the overlays in `k8s/` are valid in Kubernetes field by field, and that their
/// references are correct.
class ManifestsTest {

    /// The time until a load balancer sends no new connection to a terminating pod: the reaction of the
    /// controller and of the load balancer. The deregistration delay comes in addition.
    private static final int PROPAGATION_SECONDS = 30;

    private static final String BALANCER = "service.beta.kubernetes.io/aws-load-balancer-";

    @ParameterizedTest
    @EnumSource(OverlayManifests.class)
    void everyObjectIsKnownFieldByField(OverlayManifests overlay) {
        assertThat(overlay.objects()).hasSizeGreaterThanOrEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        readinessProbe             | readinesProbe
        terminationGracePeriodSeconds: 105 | terminationGracePeriodSeconds: two minutes
        whenUnsatisfiable          | whenUnsatisfied
        capabilities               | capability
        """)
    void aPlantedFaultIsFound(String right, String wrong) {
        String deployment = YamlTree.text(KustomizeTest.K8S.resolve("overlays/standalone/deployment.yaml"));
        assertThat(deployment).contains(right);
        ObjectNode broken = YamlTree.all(deployment.replace(right, wrong)).getFirst();

        assertThatThrownBy(() -> StrictKubernetesModel.load(broken)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(OverlayManifests.class)
    void everythingThatPicksPodsPicksThese(OverlayManifests overlay) {
        Map<String, String> labels =
                overlay.deployment().getSpec().getTemplate().getMetadata().getLabels();

        Stream<Map<String, String>> selectors = Stream.of(
                        overlay.all(Deployment.class)
                                .map(one -> one.getSpec().getSelector().getMatchLabels()),
                        overlay.all(Service.class).map(one -> one.getSpec().getSelector()),
                        overlay.all(PodDisruptionBudget.class)
                                .map(one -> one.getSpec().getSelector().getMatchLabels()),
                        overlay.all(NetworkPolicy.class)
                                .map(one -> one.getSpec().getPodSelector().getMatchLabels()),
                        overlay.pod().getTopologySpreadConstraints().stream()
                                .map(one -> one.getLabelSelector().getMatchLabels()))
                .flatMap(stream -> stream);

        assertThat(selectors)
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(selector -> assertThat(labels).containsAllEntriesOf(selector));
    }

    @ParameterizedTest
    @EnumSource(OverlayManifests.class)
    void portsAreNamedWhereTheyAre(OverlayManifests overlay) {
        List<String> ports = overlay.gateway().getPorts().stream()
                .map(ContainerPort::getName)
                .toList();

        Stream<IntOrString> named = Stream.of(
                        Stream.of(
                                        overlay.gateway().getStartupProbe(),
                                        overlay.gateway().getLivenessProbe())
                                .map(probe -> probe.getHttpGet().getPort()),
                        overlay.all(Service.class)
                                .flatMap(one -> one.getSpec().getPorts().stream())
                                .map(port -> Objects.requireNonNull(port.getTargetPort())),
                        overlay.all(NetworkPolicy.class)
                                .flatMap(one -> one.getSpec().getIngress().stream())
                                .flatMap(rule -> rule.getPorts().stream())
                                .map(port -> port.getPort()))
                .flatMap(stream -> stream);

        assertThat(named)
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(port -> assertThat(port.getStrVal() == null ? "management" : port.getStrVal())
                        .isIn(ports));
    }

    @ParameterizedTest
    @EnumSource(OverlayManifests.class)
    void whatIsMountedIsThere(OverlayManifests overlay) {
        PodSpec pod = overlay.pod();
        List<String> maps = overlay.all(ConfigMap.class)
                .map(map -> map.getMetadata().getName())
                .toList();

        assertThat(overlay.gateway().getVolumeMounts())
                .extracting(VolumeMount::getName)
                .containsExactlyInAnyOrderElementsOf(
                        pod.getVolumes().stream().map(Volume::getName).toList());
        assertThat(pod.getVolumes())
                .filteredOn(volume -> volume.getConfigMap() != null)
                .extracting(volume -> volume.getConfigMap().getName())
                .isNotEmpty()
                .allMatch(maps::contains);
        assertThat(overlay.gateway().getEnvFrom())
                .extracting(from -> from.getConfigMapRef().getName())
                .isNotEmpty()
                .allMatch(maps::contains);
    }

    /// Applies to every container: the sidecar and the application beside it.
    @ParameterizedTest
    @EnumSource(OverlayManifests.class)
    void podsAreRestricted(OverlayManifests overlay) {
        assertThat(PodSecurityRestricted.wrong(podSpec(overlay.name().toLowerCase(Locale.ROOT), "", "")))
                .isEmpty();
        assertThat(Stream.concat(overlay.pod().getContainers().stream(), overlay.pod().getInitContainers().stream()))
                .allSatisfy(container ->
                        assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        runAsNonRoot: true              | runAsNonRoot: false              | runAsNonRoot
        type: RuntimeDefault            | type: Unconfined                 | seccompProfile
        allowPrivilegeEscalation: false | privileged: true                 | privileged
        readOnlyRootFilesystem: true    | runAsUser: 0                     | runAsUser
        drop: [ALL]                     | add: [NET_ADMIN]                 | capabilities.add
        emptyDir: {sizeLimit: 64Mi}     | hostPath: {path: /tmp}           | volume hostPath
        enableServiceLinks: false       | hostNetwork: true                | hostNetwork
        """)
    void aPodThatMayTooMuchIsFound(String right, String wrong, String said) {
        for (String overlay : List.of("standalone", "sidecar")) {
            assertThat(PodSecurityRestricted.wrong(podSpec(overlay, right, wrong)))
                    .anySatisfy(found -> assertThat(found).endsWith(said));
        }
    }

    /// Returns an overlay's file with the last of these texts replaced: in the application of the sidecar,
    /// not in its gateway.
    private static JsonNode podSpec(String overlay, String right, String wrong) {
        String file = YamlTree.text(KustomizeTest.K8S.resolve("overlays/" + overlay + "/deployment.yaml"));
        assertThat(file).contains(right);
        int at = file.lastIndexOf(right);
        return YamlTree.one(file.substring(0, at) + wrong + file.substring(at + right.length()))
                .at("/spec/template/spec");
    }

    /// The pod serves until the load balancer has deregistered it. A sidecar has no load balancer, so its
    /// application ends first.
    @Test
    void aPodThatLeavesServesUntilNobodySendsAnyMore() {
        String delay = annotation("target-group-attributes").replaceFirst("deregistration_delay.timeout_seconds=", "");

        assertThat(preStopSeconds(OverlayManifests.STANDALONE))
                .isGreaterThanOrEqualTo(PROPAGATION_SECONDS + Integer.parseInt(delay));
    }

    /// Connections are closed one by one after responses, so that every caller connects to another pod.
    @Test
    void aPodThatLeavesIsGivenTimeToCloseItsConnections() {
        assertThat(shutdownSeconds(OverlayManifests.STANDALONE, "delay")).isGreaterThanOrEqualTo(10);
        assertThat(shutdownSeconds(OverlayManifests.STANDALONE, "request-timeout"))
                .isGreaterThanOrEqualTo(29);
    }

    /// A pod that is ready for Kubernetes is not yet a target of the load balancer: without the gate, a
    /// rollout of two pods would end before the load balancer uses any of the new pods.
    @Test
    void aRolloutWaitsForTheBalancer() {
        assertThat(OverlayManifests.STANDALONE.all(Namespace.class))
                .singleElement()
                .satisfies(namespace -> assertThat(namespace.getMetadata().getLabels())
                        .containsEntry("elbv2.k8s.aws/pod-readiness-gate-inject", "enabled"));
        assertThat(OverlayManifests.STANDALONE
                        .deployment()
                        .getSpec()
                        .getStrategy()
                        .getRollingUpdate()
                        .getMaxUnavailable()
                        .getIntVal())
                .isZero();
        assertThat(Integer.parseInt(annotation("healthcheck-interval"))
                        * Integer.parseInt(annotation("healthcheck-healthy-threshold")))
                .isLessThanOrEqualTo(10);
        assertThat(annotation("attributes")).contains("load_balancing.cross_zone.enabled=true");
    }

    private static String annotation(String name) {
        return OverlayManifests.STANDALONE
                .all(Service.class)
                .map(service -> service.getMetadata().getAnnotations())
                .filter(annotations -> annotations != null && annotations.containsKey(BALANCER + name))
                .map(annotations -> annotations.get(BALANCER + name))
                .findFirst()
                .orElseThrow();
    }

    private static int preStopSeconds(OverlayManifests overlay) {
        return overlay.gateway().getLifecycle() == null
                ? 0
                : Math.toIntExact(
                        overlay.gateway().getLifecycle().getPreStop().getSleep().getSeconds());
    }

    /// Returns the configured value, or the value of the container's environment.
    private static int shutdownSeconds(OverlayManifests overlay, String part) {
        String configured =
                overlay.configuration().at("/taskgate/shutdown/" + part).asText();
        String value = overlay.gateway().getEnv().stream()
                .filter(env -> env.getName().equals("TASKGATE_SHUTDOWN_" + part.toUpperCase(Locale.ROOT)))
                .map(EnvVar::getValue)
                .findFirst()
                .orElse(configured);
        return Integer.parseInt(value.replaceFirst("s$", ""));
    }

    @ParameterizedTest
    @EnumSource(OverlayManifests.class)
    void theEndIsGivenTheTimeThatItTakes(OverlayManifests overlay) {
        int ending = Stream.of("delay", "request-timeout", "grace-period")
                .mapToInt(part -> shutdownSeconds(overlay, part))
                .sum();

        assertThat(overlay.pod().getTerminationGracePeriodSeconds())
                .isGreaterThanOrEqualTo(preStopSeconds(overlay) + ending + 3L);
    }

    @ParameterizedTest
    @EnumSource(OverlayManifests.class)
    void theSpoolHoldsAsManyUploadsAsThereMayBe(OverlayManifests overlay) {
        var http = overlay.configuration().at("/taskgate/http");
        long most = mebibytes(http.path("max-payload-size").asText().replace("MiB", "Mi"))
                * http.path("max-uploads").asLong();

        long spool = overlay.pod().getVolumes().stream()
                .filter(volume -> volume.getName().equals("spool"))
                .mapToLong(
                        volume -> mebibytes(volume.getEmptyDir().getSizeLimit().toString()))
                .sum();

        assertThat(spool).isGreaterThanOrEqualTo(most);
    }

    private static long mebibytes(String quantity) {
        return Long.parseLong(quantity.replace("Mi", ""));
    }

    @Test
    void allReplicasTogetherStayWithinTheAccountsQuota() {
        HorizontalPodAutoscaler scaler = OverlayManifests.STANDALONE
                .all(HorizontalPodAutoscaler.class)
                .findFirst()
                .orElseThrow();

        double share = OverlayManifests.STANDALONE
                .configuration()
                .at("/taskgate/quota/share")
                .asDouble();

        assertThat(share * scaler.getSpec().getMaxReplicas()).isBetween(0.5, 1.0);
        assertThat(scaler.getSpec().getScaleTargetRef().getName())
                .isEqualTo(
                        OverlayManifests.STANDALONE.deployment().getMetadata().getName());
    }

    @Test
    void prometheusFindsTheManagementPort() {
        ServiceMonitor monitor = OverlayManifests.STANDALONE
                .all(ServiceMonitor.class)
                .findFirst()
                .orElseThrow();
        Map<String, String> wanted = monitor.getSpec().getSelector().getMatchLabels();

        assertThat(OverlayManifests.STANDALONE
                        .all(Service.class)
                        .filter(service ->
                                service.getMetadata().getLabels().entrySet().containsAll(wanted.entrySet())))
                .singleElement()
                .satisfies(service -> assertThat(service.getSpec().getPorts())
                        .extracting(port -> port.getName())
                        .contains(monitor.getSpec().getEndpoints().getFirst().getPort()));
    }

    @Test
    void theSidecarIsANativeOneOnLoopback() {
        Container gateway = OverlayManifests.SIDECAR.gateway();

        assertThat(OverlayManifests.SIDECAR.pod().getInitContainers()).contains(gateway);
        assertThat(gateway.getRestartPolicy()).isEqualTo("Always");
        assertThat(gateway.getEnv()).anySatisfy(env -> {
            assertThat(env.getName()).isEqualTo("QUARKUS_HTTP_HOST");
            assertThat(env.getValue()).isEqualTo("127.0.0.1");
        });
        assertThat(gateway.getPorts()).extracting(ContainerPort::getName).containsExactly("management");
    }

    /// The value occurs twice because kustomize can't derive one from the other.
    @Test
    void theSidecarIsTheSameGatewayAsTheStandalone() {
        Container sidecar = OverlayManifests.SIDECAR.gateway();
        Container standalone = OverlayManifests.STANDALONE.gateway();

        assertThat(sidecar.getImage()).isEqualTo(standalone.getImage());
        assertThat(sidecar.getVolumeMounts()).isEqualTo(standalone.getVolumeMounts());
        assertThat(sidecar.getSecurityContext()).isEqualTo(standalone.getSecurityContext());
        assertThat(sidecar.getLivenessProbe()).isEqualTo(standalone.getLivenessProbe());
        assertThat(sidecar.getReadinessProbe()).isEqualTo(standalone.getReadinessProbe());
        assertThat(sidecar.getEnv()).containsAll(standalone.getEnv());
        assertThat(OverlayManifests.SIDECAR.pod().getVolumes())
                .usingRecursiveComparison()
                .isEqualTo(OverlayManifests.STANDALONE.pod().getVolumes());
    }

    /// Finding 28. A documentation address block (RFC 5737) blocks all traffic until it is replaced by the
    /// load balancer's subnets.
    @Test
    void noAddressReachesTheApiThatIsNotNamed() {
        Stream<String> blocks = OverlayManifests.STANDALONE
                .all(NetworkPolicy.class)
                .flatMap(policy -> policy.getSpec().getIngress().stream())
                .flatMap(rule -> rule.getFrom().stream())
                .filter(peer -> peer.getIpBlock() != null)
                .map(peer -> peer.getIpBlock().getCidr());

        assertThat(blocks).containsExactly("192.0.2.0/24");
    }

    /// Services on private addresses are allowed by their label or by a rule of their own. The node's
    /// credentials are never allowed.
    @Test
    void theWayOutToAwsLeadsToNoPrivateAddress() {
        Stream<List<String>> exceptions = OverlayManifests.STANDALONE
                .all(NetworkPolicy.class)
                .flatMap(policy -> policy.getSpec().getEgress().stream())
                .flatMap(rule -> rule.getTo().stream())
                .filter(peer -> peer.getIpBlock() != null)
                .filter(peer -> peer.getIpBlock().getCidr().endsWith("/0"))
                .map(peer -> peer.getIpBlock().getExcept());

        assertThat(exceptions)
                .singleElement()
                .satisfies(except -> assertThat(except)
                        .containsExactlyInAnyOrder(
                                "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"));
    }

    @ParameterizedTest
    @EnumSource(OverlayManifests.class)
    void eachProbeAsksItsOwnKindOfCheck(OverlayManifests overlay) {
        assertThat(Stream.of(
                                overlay.gateway().getStartupProbe(),
                                overlay.gateway().getLivenessProbe(),
                                overlay.gateway().getReadinessProbe())
                        .map(probe -> probe.getHttpGet().getPath()))
                .containsExactly("/q/health/started", "/q/health/live", "/q/health/ready");
    }
}
