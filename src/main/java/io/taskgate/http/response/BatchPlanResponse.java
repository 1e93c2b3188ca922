package io.taskgate.http.response;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The response to a dry run.
public record BatchPlanResponse(@Schema(required = true) BatchPlanDocument plan) {}
