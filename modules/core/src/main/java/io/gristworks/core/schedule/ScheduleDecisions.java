package io.gristworks.core.schedule;

import io.gristworks.core.schedule.Schedule.Skips;
import io.gristworks.core.schedule.Schedule.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a schedule has to do now. */
public final class ScheduleDecisions {
  /**
   * How late a due time may be and still be run by {@link MisfireRule#SKIP}: a fail-over's time.
   */
  public static final Duration GRACE = Duration.ofSeconds(60);

  /** How many missed due times {@link MisfireRule#ALL} makes up for at most, the latest ones. */
  public static final int MADE_UP_MOST = 100;

  private static final int COUNTED_MOST = 1_000;

  private ScheduleDecisions() {}

  /**
   * A decision: to be stored whole, if the schedule still has the revision it was made on, and then
   * carried out.
   *
   * @param runs what to submit, in this order
   * @param next how the schedule stands then
   * @param skippedByMisfire how many due times it leaves out as missed
   * @param skippedByOverlap how many it leaves out because a run goes on
   */
  public record Decision(
      List<ScheduledRun> runs, Standing next, int skippedByMisfire, int skippedByOverlap) {
    /** Copies the list. */
    public Decision {
      runs = List.copyOf(runs);
    }
  }

  /**
   * Decides on every due time until {@code now} that is not decided on yet.
   *
   * @param goesOn whether an earlier run of this schedule has not ended
   * @return null where there is nothing to do, as when the clock has gone back
   */
  public static @Nullable Decision decide(Schedule schedule, boolean goesOn, Instant now) {
    var standing = schedule.standing();
    if (standing.paused()) {
      return null;
    }
    var timetable = schedule.plan().timetable();
    var due = backlog(schedule.plan().misfire(), timetable, standing.decidedUntil(), now);
    boolean queuedMayGo = standing.queued() != null && !goesOn;
    if (due.isEmpty() && !queuedMayGo) {
      return null;
    }
    int all =
        due.isEmpty() ? 0 : timetable.between(standing.decidedUntil(), now, COUNTED_MOST).size();
    var turn = new Transition(schedule, goesOn);
    turn.misfires(due, all, now);
    return turn.end(timetable);
  }

  private static List<Instant> backlog(
      MisfireRule rule, DueTimes timetable, Instant after, Instant now) {
    return timetable.latest(after, now, rule == MisfireRule.ALL ? MADE_UP_MOST : 1);
  }

  /** One decision in the making. */
  private static final class Transition {
    private final Schedule schedule;
    private final List<ScheduledRun> runs = new ArrayList<>();
    private boolean goesOn;
    private @Nullable Instant queued;
    private Instant decidedUntil;
    private Skips skips;
    private int misfires;
    private int overlaps;

    Transition(Schedule schedule, boolean goesOn) {
      this.schedule = schedule;
      this.goesOn = goesOn;
      this.queued = schedule.standing().queued();
      this.decidedUntil = schedule.standing().decidedUntil();
      this.skips = schedule.standing().skips();
    }

    /**
     * Takes the due times one by one.
     *
     * @param due the latest, as many as the rule runs
     * @param all how many there are, counted up to a bound
     */
    void misfires(List<Instant> due, int all, Instant now) {
      var waited = queued;
      if (waited != null && !goesOn) {
        queued = null;
        run(waited, 0);
      }
      if (due.isEmpty()) {
        return;
      }
      decidedUntil = due.getLast();
      int beyond = Math.max(0, all - due.size());
      switch (schedule.plan().misfire()) {
        case ONCE -> overlap(due.getLast(), beyond, true);
        case SKIP -> {
          boolean late = Duration.between(due.getLast(), now).compareTo(GRACE) > 0;
          missed(late ? beyond + 1 : beyond, due.getLast());
          if (!late) {
            overlap(due.getLast(), 0, true);
          }
        }
        case ALL -> {
          missed(beyond, due.getFirst());
          for (int at = 0; at < due.size(); at++) {
            overlap(due.get(at), 0, at == due.size() - 1);
          }
        }
      }
    }

    private void missed(int count, Instant due) {
      misfires += count;
      skips = skips.and(count, due, SkipReason.MISFIRE);
    }

    /**
     * A due time whose turn it is.
     *
     * @param last whether none comes after it in this decision
     */
    private void overlap(Instant due, int missed, boolean last) {
      switch (schedule.plan().overlap()) {
        case ALLOW -> run(due, missed);
        case SKIP -> runUnlessOneGoesOn(due, missed);
        case QUEUE -> {
          if (goesOn && queued == null) {
            queued = due;
          } else {
            runUnlessOneGoesOn(due, missed);
          }
        }
        case CANCEL -> { // the last one would cancel those before it: they need not begin
          if (last) {
            run(due, missed);
          } else {
            leaveOut(due);
          }
        }
      }
    }

    private void runUnlessOneGoesOn(Instant due, int missed) {
      if (goesOn) {
        leaveOut(due);
      } else {
        run(due, missed);
      }
    }

    private void leaveOut(Instant due) {
      overlaps++;
      skips = skips.and(1, due, SkipReason.OVERLAP);
    }

    private void run(Instant due, int missed) {
      runs.add(ScheduledRun.due(schedule, due, missed));
      goesOn = true;
    }

    Decision end(DueTimes timetable) {
      var next =
          new Standing(
              false,
              decidedUntil,
              timetable.after(decidedUntil),
              queued,
              skips,
              schedule.standing().revision() + 1);
      return new Decision(runs, next, misfires, overlaps);
    }
  }
}
