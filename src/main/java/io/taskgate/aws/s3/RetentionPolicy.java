package io.taskgate.aws.s3;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// The retention of stored payloads. Every reference is valid for [#keep] from its creation. The lifecycle
/// rules of S3 delete an object by its age and its tag, which allows more time, so that an object can be
/// referenced again for some time without being written again.
///
/// The metadata of an object repeat the tag, because another gateway, or an earlier configuration, may have
/// written it with a shorter retention.
///
/// @param keep whole days
record RetentionPolicy(Duration keep) {

    /// The tag of the lifecycle rules (`deploy/payload-bucket.yaml`); its value is the number of days.
    static final String TAG = "taskgate-expire-days";

    /// The maximum age at which an object is referenced again without being written again.
    private static final Duration MAX_AGE = Duration.ofDays(30);

    /// S3 can delete the object this number of days after its last write.
    long expireDays() {
        return keep.plus(renewedAt()).toDays();
    }

    private Duration renewedAt() {
        Duration half = Duration.ofDays(keep.toDays() / 2);
        return half.compareTo(MAX_AGE) < 0 ? half : MAX_AGE;
    }

    String tagging() {
        return TAG + "=" + expireDays();
    }

    Map<String, String> metadata() {
        return Map.of(TAG, Long.toString(expireDays()));
    }

    /// Returns whether the stored object outlives a reference that is created now.
    boolean covers(Instant written, Map<String, String> metadata, Instant now) {
        String days = metadata.get(TAG);
        return days != null
                && days.matches("\\d{1,6}")
                && !written.plus(Duration.ofDays(Long.parseLong(days))).isBefore(now.plus(keep));
    }
}
