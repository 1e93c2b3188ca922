package io.taskgate;

import io.taskgate.aws.AwsStartupCheck;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready once the ledger has answered: a process that was started with a wrong role or network takes no
/// traffic. After that DynamoDB is not asked again. An outage of it would take every pod out of the balancer at
/// once and make itself longer; the API answers 503 with `Retry-After` meanwhile, and an alert says so.
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
