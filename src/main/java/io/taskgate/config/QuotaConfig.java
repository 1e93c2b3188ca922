package io.taskgate.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.taskgate.callback.stepfunctions.SendTaskRateLimiter;
import io.taskgate.route.config.ConfigurationProblems;

/// The account quota of each SendTask* operation (Service Quotas, 2026-08). The defaults are the quotas of
/// smaller regions; us-east-1, us-west-2 and eu-west-1 have 3,000 and 500.
@ConfigMapping(prefix = "taskgate.quota")
interface QuotaConfig {

    /// The burst of calls.
    @WithDefault("1500")
    String burst();

    /// The calls per second.
    @WithDefault("300")
    String rate();

    /// The share of the quota for this process.
    @WithDefault("1")
    String share();

    /// @return harmless limits for invalid settings
    default SendTaskRateLimiter.Limits limits(ConfigurationProblems problems) {
        return new SendTaskRateLimiter.Limits(
                number(burst(), 1, 1_000_000, "taskgate.quota.burst", problems),
                number(rate(), 1, 1_000_000, "taskgate.quota.rate", problems),
                number(share(), 0.001, 1, "taskgate.quota.share", problems));
    }

    static double number(String text, double least, double most, String key, ConfigurationProblems problems) {
        try {
            double number = Double.parseDouble(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, as any other invalid value.
        }
        problems.add(
                key,
                "Invalid value \"" + text + "\". Expected a number between " + format(least) + " and " + format(most)
                        + ".");
        return least;
    }

    private static String format(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
