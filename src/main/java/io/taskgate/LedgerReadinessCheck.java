package io.taskgate;

import io.taskgate.aws.AwsStartupCheck;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready once the ledger has responded, so that a process with a wrong role or network receives no traffic.
/// Afterwards DynamoDB is not checked again: an outage would remove every pod from the load balancer at once
/// and prolong itself; the API returns 503 with `Retry-After` meanwhile, and an alert fires.
@Readiness
@Singleton
class LedgerReadinessCheck implements HealthCheck {

    private final AwsStartupCheck aws;
    private volatile boolean answered;

    LedgerReadinessCheck(AwsStartupCheck aws) {
        this.aws = aws;
    }

    @Override
    public HealthCheckResponse call() {
        answered = answered || aws.isReady();
        return HealthCheckResponse.named("ledger").status(answered).build();
    }
}
