package io.taskgate;

import io.taskgate.aws.AwsStart;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready while the ledger answers. Liveness ignores AWS: a restart would not bring it back.
@Readiness
class LedgerReadiness implements HealthCheck {

    private final AwsStart aws;

    LedgerReadiness(AwsStart aws) {
        this.aws = aws;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("ledger").status(aws.isReady()).build();
    }
}
