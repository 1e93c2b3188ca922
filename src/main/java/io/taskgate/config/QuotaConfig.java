package io.taskgate.config;

import io.smallrye.config.WithDefault;
import io.taskgate.callback.stepfunctions.SendTaskRateLimiter;
import io.taskgate.settings.ValueRange;

/// The account quota of each SendTask* operation (Service Quotas, 2026-08). The defaults are the quotas of
/// smaller regions; us-east-1, us-west-2 and eu-west-1 have 3,000 and 500.
public interface QuotaConfig {

    /// The burst of calls.
    @WithDefault("1500")
    @ValueRange(min = "1", max = "1000000")
    double burst();

    /// The calls per second.
    @WithDefault("300")
    @ValueRange(min = "1", max = "1000000")
    double rate();

    /// The share of the quota for this process.
    @WithDefault("1")
    @ValueRange(min = "0.001", max = "1")
    double share();

    default SendTaskRateLimiter.Limits limits() {
        return new SendTaskRateLimiter.Limits(burst(), rate(), share());
    }
}
