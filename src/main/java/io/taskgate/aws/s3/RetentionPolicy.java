package io.taskgate.aws.s3;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// How long stored payloads are kept. Every reference is good for [#keep] from the moment it is given; S3's
/// lifecycle rules remove an object by its age and by the tag that it was written with, which says more: so an
/// object can be given again for some time without being written again.
///
/// An object says itself when it ends (its metadata repeat the tag), because another gateway, or this one under
/// an earlier configuration, may have written it with less.
///
/// @param keep whole days
record RetentionPolicy(Duration keep) {

    /// On the object, with the days as value: what the lifecycle rules go by (`deploy/payload-bucket.yaml`).
    static final String TAG = "taskgate-expire-days";

    /// The longest that an object is given again without being written again.
    private static final Duration LONGEST_AGE = Duration.ofDays(30);

    /// After this many days from its last write S3 may remove an object.
    long expireDays() {
        return keep.plus(renewedAt()).toDays();
    }

    private Duration renewedAt() {
        Duration half = Duration.ofDays(keep.toDays() / 2);
        return half.compareTo(LONGEST_AGE) < 0 ? half : LONGEST_AGE;
    }

    String tagging() {
        return TAG + "=" + expireDays();
    }

    Map<String, String> metadata() {
        return Map.of(TAG, Long.toString(expireDays()));
    }

    /// Whether an object as it stands outlives a reference that is given now.
    boolean covers(Instant written, Map<String, String> metadata, Instant now) {
        String days = metadata.get(TAG);
        return days != null
                && days.matches("\\d{1,6}")
                && !written.plus(Duration.ofDays(Long.parseLong(days))).isBefore(now.plus(keep));
    }
}
