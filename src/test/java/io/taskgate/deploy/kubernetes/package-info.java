/// The overlays of `k8s/`, built like kustomize and checked against Kubernetes' own model.
@NullMarked
package io.taskgate.deploy.kubernetes;

import org.jspecify.annotations.NullMarked;
