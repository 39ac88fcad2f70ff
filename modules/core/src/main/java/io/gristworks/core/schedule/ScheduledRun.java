package io.gristworks.core.schedule;

import io.gristworks.core.batch.BatchId;
import java.time.Instant;

/**
 * One submission of a schedule's batch, decided on and not to be undone. Its name, and with it the
 * batch's id, follows from what it was decided for: whoever submits it once more meets the batch of
 * the first.
 *
 * @param name unique in the schedule: the due time, or {@code trigger-} and a key
 * @param due when it was due; when it was asked for, where a user did
 * @param missed how many earlier due times it stands for, 0 where none; 1,000 means as many or more
 */
public record ScheduledRun(
    ScheduleId schedule, String tenant, String name, Instant due, int missed) {
  private static final String TRIGGER = "trigger-";

  /** The run of a due time. */
  public static ScheduledRun due(Schedule schedule, Instant due, int missed) {
    return new ScheduledRun(schedule.id(), schedule.tenant(), due.toString(), due, missed);
  }

  /**
   * A run that a user wants now.
   *
   * @param key the same for the same wish
   */
  public static ScheduledRun triggered(Schedule schedule, String key, Instant now) {
    return new ScheduledRun(schedule.id(), schedule.tenant(), TRIGGER + key, now, 0);
  }

  /** Whether a user wanted it. */
  public boolean isTriggered() {
    return name.startsWith(TRIGGER);
  }

  /** The idempotency key of its submission. */
  public String key() {
    return "schedule:" + schedule + ":" + name;
  }

  /** The batch it makes. */
  public BatchId batch() {
    return BatchId.of(tenant, key());
  }
}
