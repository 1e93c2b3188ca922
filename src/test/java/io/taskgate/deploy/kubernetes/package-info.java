/// The overlays of `k8s/`, built as kustomize builds them and held to Kubernetes' own model.
@NullMarked
package io.taskgate.deploy.kubernetes;

import org.jspecify.annotations.NullMarked;
