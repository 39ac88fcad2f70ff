package io.gristworks.core.pool;

import java.time.Duration;
import java.util.List;

/**
 * Whether this candidate hosts the pool of the cluster.
 *
 * <p>The pool announces itself to all once a second. A candidate that has heard no announcement for
 * three seconds begins a pool with a higher epoch, the oldest one first and each of the others half
 * a second later, so that one that does not act is passed over. A pool that hears of a higher epoch
 * ends. So a silent pool is replaced within four seconds, without any decision about who belongs to
 * the cluster: two pools at a time do no harm, as coordinators and nodes go by the higher epoch
 * (see {@link Pool}).
 *
 * <p>Threads: one at a time. Time is in nanoseconds from any origin and never runs backwards.
 */
public final class PoolElection {
  /** How often a pool announces itself. */
  public static final Duration ANNOUNCE_EVERY = Duration.ofSeconds(1);

  private static final long SILENT_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long NEXT_NANOS = Duration.ofMillis(500).toNanos();

  /** What follows from what was heard. */
  public enum Step {
    /** Go on. */
    NOTHING,
    /** Begin a pool with {@link #epoch}. */
    BEGIN,
    /** End the pool here. */
    END,
    /** Tell whoever announced this of {@link #epoch}: it is an older pool. */
    CONTRADICT
  }

  private final String self;
  private final int number;
  private final long startedAt;
  private List<String> candidates;
  private long epoch;
  private String host = "";
  private long heardAt;
  private boolean hosts;

  /** Whether the pool of {@link #epoch} has ended of its own accord. */
  private boolean resigned;

  /**
   * A candidate that begins.
   *
   * @param self its name; one that is not among the candidates never hosts a pool
   * @param number see {@link PoolEpoch#after}
   * @param epoch the highest that was heard of here; 0 for none
   */
  public PoolElection(String self, int number, long epoch, long now) {
    this.self = self;
    this.epoch = epoch;
    this.number = number;
    this.startedAt = now;
    this.heardAt = now;
    this.candidates = List.of();
  }

  /** These can be reached, the oldest first. */
  public void candidates(List<String> oldestFirst) {
    candidates = List.copyOf(oldestFirst);
  }

  /** The epoch of the pool that counts as far as is known. */
  public long epoch() {
    return epoch;
  }

  /** Whether it is here. */
  public boolean hosts() {
    return hosts;
  }

  /** A pool announced itself, or somebody believes in it. */
  public Step heard(long other, String itsHost, long now) {
    if (other < epoch) {
      return Step.CONTRADICT;
    }
    boolean same = other == epoch;
    if (same && (host.isEmpty() || host.equals(itsHost) || host.compareTo(itsHost) < 0)) {
      host = host.isEmpty() ? itsHost : host;
      heardAt = now;
      return Step.NOTHING; // of two with one number, which chance may bring, one counts
    }
    epoch = other;
    host = itsHost;
    heardAt = now;
    resigned = false;
    boolean ends = hosts;
    hosts = false;
    return ends ? Step.END : Step.NOTHING;
  }

  /** A pool has ended of its own accord: the next one need not wait for its silence. */
  public void resigned(long other, long now) {
    if (other == epoch) {
      resigned = true;
      hosts = false;
      heardAt = now;
    }
  }

  /** Some time has passed: {@link Step#BEGIN} or {@link Step#NOTHING}. */
  public Step tick(long now) {
    if (hosts || !candidates.contains(self) || now - heardAt < patience()) {
      return Step.NOTHING;
    }
    epoch = PoolEpoch.after(epoch, number);
    host = self;
    hosts = true;
    resigned = false;
    heardAt = now;
    return Step.BEGIN;
  }

  private long patience() {
    // The host that is silent, or has resigned, comes last.
    long before =
        candidates.stream().takeWhile(each -> !each.equals(self)).filter(this::isOther).count();
    long turn = host.equals(self) ? candidates.size() : before;
    boolean first = epoch == PoolEpoch.NONE && turn == 0 && heardAt == startedAt;
    long silence = (resigned && !host.equals(self)) || first ? 0 : SILENT_NANOS;
    return silence + turn * NEXT_NANOS;
  }

  private boolean isOther(String candidate) {
    return !candidate.equals(host);
  }
}
