package io.gristworks.store.schedule;

import io.gristworks.core.batch.Status;
import io.gristworks.core.schedule.Schedule;
import io.gristworks.core.schedule.Schedule.Standing;
import io.gristworks.core.schedule.ScheduleId;
import io.gristworks.core.schedule.ScheduledRun;
import io.gristworks.core.schedule.StoredBatch;
import io.gristworks.core.schedule.SubmitResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where schedules are kept. Every call blocks, and throws {@link
 * io.gristworks.store.segment.SegmentStore.StoreUnavailable} if the database fails.
 */
public interface ScheduleStore {
  /** The most schedules of one tenant. */
  int MOST_OF_TENANT = 1_000;

  /** How many runs of a schedule are remembered, the latest. */
  int RUNS_KEPT = 100;

  /**
   * Adds a schedule.
   *
   * @throws NameTaken if the tenant has one of that name
   * @throws TooMany if the tenant has {@link #MOST_OF_TENANT} already
   */
  void create(Schedule schedule, StoredBatch batch);

  /** The tenant's schedule of that id or name. */
  Optional<Schedule> find(String tenant, String idOrName);

  /**
   * A tenant's schedules by name.
   *
   * @param after only names behind this one; empty for all
   * @param most how many at most
   */
  List<Schedule> list(String tenant, String after, int most);

  /** Forgets a schedule and its runs; their batches stay. Whether there was one. */
  boolean delete(ScheduleId id);

  /** What it submits; empty where it is gone. */
  Optional<StoredBatch> batch(ScheduleId id);

  /**
   * Stores a decision whole.
   *
   * @param schedule as it was when it was decided
   * @param next how it stands from now on
   * @param runs what is to be submitted; one that is known already stays as it is
   * @return whether it holds; false where somebody has changed the schedule since, or it is gone
   */
  boolean settle(Schedule schedule, Standing next, List<ScheduledRun> runs, Instant now);

  /**
   * Schedules for which there is something to do by {@code until}, the earliest due first: a due
   * time, one that waits for the last run, or a run that is decided on and not submitted.
   */
  List<Schedule> due(Instant until, int most);

  /** What became of the submission of a run. */
  void settle(ScheduledRun run, SubmitResult result);

  /** A schedule's runs, the latest first. */
  List<RunRow> runs(ScheduleId id, int most);

  /**
   * Notes how runs have ended, before the purge of old batches forgets it.
   *
   * @return how many had
   */
  int recordOutcomes();

  /** How far the submission of a run is. */
  enum RunState {
    /** It will be submitted. */
    DECIDED,
    /** Its batch is there. */
    SUBMITTED,
    /** It was refused, and will never be. */
    REFUSED
  }

  /**
   * A run.
   *
   * @param decidedAt when it was decided on
   * @param why it was refused
   * @param outcome how its batch stands, where that is known
   */
  record RunRow(
      ScheduledRun run,
      Instant decidedAt,
      RunState state,
      @Nullable String why,
      @Nullable Outcome outcome) {
    /** Whether nothing more can happen to it, as far as is known here. */
    public boolean hasEnded() {
      return state == RunState.REFUSED || (outcome != null && outcome.status().isFinal());
    }
  }

  /** How the batch of a run stands, in tasks. */
  record Outcome(
      Status status, long total, long succeeded, long failed, @Nullable Instant finishedAt) {}

  /** The tenant has a schedule of that name. */
  final class NameTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** In a sentence. */
    public NameTaken(String name) {
      super("there is a schedule '" + name + "' already");
    }
  }

  /** The tenant has as many schedules as it may. */
  final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** In a sentence. */
    public TooMany() {
      super("there are " + MOST_OF_TENANT + " schedules already, as many as a tenant may have");
    }
  }
}
