package io.gristworks.core.retention;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One look at all batches whose retention is over. Each is asked to retire, and deleted part by
 * part in small steps; whatever is cut short is found again by the next run, for the rows by which
 * a batch is found are the last to go.
 *
 * <p>A batch needs two runs. A coordinator may just be reading the batch, and would take what it
 * finds for the whole if the journal went to its very end under its eyes; so the end of the journal
 * stays until a later run finds that nothing else was left.
 *
 * <p>Threads: one at a time.
 */
public final class PurgeRun {
  /** What a coordinator said. */
  public enum Answer {
    /** The batch has retired, or there is none: all of it may go. */
    RETIRED,
    /** It may not go. */
    STAYS,
    /** Nobody knows; the next run asks again. */
    UNKNOWN;

    /**
     * What it means that a coordinator has refused to retire. Where there is no batch its journal
     * is gone; the store looks for itself before it deletes anything.
     */
    public static Answer of(Refusal refusal) {
      return refusal instanceof Refusal.UnknownBatch ? RETIRED : STAYS;
    }
  }

  /**
   * What one step came to.
   *
   * @param rows how many rows were deleted
   * @param next where the part goes on; -1 where nothing is left of it
   */
  public record Removed(int rows, int next) {
    /** Nothing is left. */
    public static final int NOTHING = -1;

    private boolean isAll() {
      return next == NOTHING;
    }
  }

  /**
   * What a run came to.
   *
   * @param purged batches of which nothing is left
   * @param begun batches of which the rest goes with a later run
   * @param kept batches that stay
   * @param failed batches with which something went wrong; the next run tries again
   * @param rows how many rows were deleted, but for those of the end
   */
  public record Sum(int purged, int begun, int kept, int failed, long rows) {
    private Sum plus(int purges, int begins, int keeps, int failures, long more) {
      return new Sum(purged + purges, begun + begins, kept + keeps, failed + failures, rows + more);
    }
  }

  private static final class Purge {
    /** Only then is anything of it deleted. */
    private boolean retired;

    private BatchPart part = BatchPart.OUTCOMES;
    private int at;
    private boolean hadHistory;
  }

  private final PurgeSettings rules;
  private final Instant endedBefore;
  private final Deque<EndedBatch> waiting = new ArrayDeque<>();
  private final Map<BatchId, Purge> open = new HashMap<>();
  private @Nullable EndedBatch last;
  private boolean looking;
  private Sum sum = new Sum(0, 0, 0, 0, 0);

  /** A run that begins now; {@link #begin} is first. */
  public PurgeRun(PurgeSettings rules, Instant now) {
    this.rules = rules;
    this.endedBefore = now.minus(rules.keep());
  }

  /** What is to be done first. */
  public List<PurgeEffect> begin() {
    looking = true;
    return List.of(new PurgeEffect.Find(endedBefore, null));
  }

  /** These have ended, in the order of {@link EndedBatch}; none where there are no more. */
  public List<PurgeEffect> found(List<EndedBatch> page) {
    if (!looking) {
      return List.of(); // an echo
    }
    looking = false;
    if (page.isEmpty()) {
      return List.of(new PurgeEffect.End(sum));
    }
    last = page.getLast();
    waiting.addAll(page);
    return goOn();
  }

  /** A coordinator has answered, or did not in time; its first answer counts. */
  public List<PurgeEffect> answered(BatchId batch, Answer answer) {
    var purge = open.get(batch);
    if (purge == null || purge.retired) {
      return List.of();
    }
    return switch (answer) {
      case RETIRED -> {
        purge.retired = true;
        yield List.of(step(batch, purge, Duration.ZERO));
      }
      case STAYS -> done(batch, sum.plus(0, 0, 1, 0, 0));
      case UNKNOWN -> failed(batch);
    };
  }

  /** A step is done. */
  public List<PurgeEffect> removed(BatchId batch, Removed removed) {
    var purge = open.get(batch);
    if (purge == null || !purge.retired) {
      return List.of();
    }
    if (purge.part == BatchPart.END) {
      return done(batch, sum.plus(1, 0, 0, 0, 0));
    }
    sum = sum.plus(0, 0, 0, 0, removed.rows());
    boolean history = purge.part == BatchPart.SNAPSHOTS || purge.part == BatchPart.EVENTS;
    purge.hadHistory |= history && removed.rows() > 0;
    if (removed.isAll()) {
      purge.part = purge.part.next();
    }
    purge.at = Math.max(0, removed.next());
    if (purge.part == BatchPart.END && purge.hadHistory) {
      return done(batch, sum.plus(0, 1, 0, 0, 0));
    }
    return List.of(step(batch, purge, removed.rows() > 0 ? rules.pause() : Duration.ZERO));
  }

  /** Something went wrong with this batch. */
  public List<PurgeEffect> failed(BatchId batch) {
    return open.containsKey(batch) ? done(batch, sum.plus(0, 0, 0, 1, 0)) : List.of();
  }

  private static PurgeEffect step(BatchId batch, Purge purge, Duration pause) {
    return new PurgeEffect.Remove(batch, purge.part, purge.at, pause);
  }

  private List<PurgeEffect> done(BatchId batch, Sum with) {
    open.remove(batch);
    sum = with;
    return goOn();
  }

  private List<PurgeEffect> goOn() {
    var effects = new ArrayList<PurgeEffect>();
    while (open.size() < rules.atOnce() && !waiting.isEmpty()) {
      var next = waiting.remove().id();
      open.put(next, new Purge());
      effects.add(new PurgeEffect.AskToRetire(next, endedBefore));
    }
    if (open.isEmpty()) {
      looking = true;
      effects.add(new PurgeEffect.Find(endedBefore, last));
    }
    return effects;
  }
}
