package io.gristworks.core.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it stands, without the batch that it submits.
 *
 * @param name unique in the tenant
 * @param plan what its owner wants; never changes
 * @param standing how far it is
 */
public record Schedule(
    ScheduleId id, String tenant, String name, Plan plan, Instant createdAt, Standing standing) {

  /**
   * What its owner wants.
   *
   * @param cron see {@link DueTimes#of}
   */
  public record Plan(String cron, ZoneId zone, MisfireRule misfire, OverlapRule overlap) {
    /**
     * Its due times.
     *
     * @throws InvalidCron where the expression is none
     */
    public DueTimes timetable() {
      return DueTimes.of(cron, zone);
    }
  }

  /**
   * How far a schedule is.
   *
   * @param decidedUntil inclusive: every due time until then has been run, queued or left out
   * @param nextDue the first due time after it; null where none is left
   * @param queued a due time that waits for the last run to end
   * @param skips what was left out so far
   * @param revision grows with every change; who decides on an older one decides nothing
   */
  public record Standing(
      boolean paused,
      Instant decidedUntil,
      @Nullable Instant nextDue,
      @Nullable Instant queued,
      Skips skips,
      long revision) {

    /** Of a schedule that begins at {@code now}. */
    public static Standing begun(Plan plan, boolean paused, Instant now) {
      return new Standing(paused, now, plan.timetable().after(now), null, Skips.NONE, 0);
    }
  }

  /**
   * Due times that were left out.
   *
   * @param count how many so far
   * @param last the latest of them
   * @param reason why that one
   */
  public record Skips(long count, @Nullable Instant last, @Nullable SkipReason reason) {
    /** None so far. */
    public static final Skips NONE = new Skips(0, null, null);

    Skips and(long more, Instant due, SkipReason why) {
      return more == 0 ? this : new Skips(count + more, due, why);
    }
  }

  /** The same at another standing. */
  public Schedule at(Standing other) {
    return new Schedule(id, tenant, name, plan, createdAt, other);
  }

  /**
   * Nothing is due until it is resumed; what waits for the last run is forgotten.
   *
   * @return empty where it is paused already
   */
  public Optional<Standing> paused() {
    return standing.paused
        ? Optional.empty()
        : Optional.of(
            new Standing(
                true,
                standing.decidedUntil,
                standing.nextDue,
                null,
                standing.skips,
                standing.revision + 1));
  }

  /**
   * From {@code now} on it is due again; what passed during the pause was not missed. What was
   * decided stays so, though the clock have gone back.
   *
   * @return empty where it is not paused
   */
  public Optional<Standing> resumed(Instant now) {
    if (!standing.paused) {
      return Optional.empty();
    }
    var from = now.isAfter(standing.decidedUntil) ? now : standing.decidedUntil;
    return Optional.of(
        new Standing(
            false,
            from,
            plan.timetable().after(from),
            null,
            standing.skips,
            standing.revision + 1));
  }

  /** Nothing is changed but that somebody has run it by hand. */
  public Standing triggered() {
    return new Standing(
        standing.paused,
        standing.decidedUntil,
        standing.nextDue,
        standing.queued,
        standing.skips,
        standing.revision + 1);
  }
}
