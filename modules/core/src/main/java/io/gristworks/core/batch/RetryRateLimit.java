package io.gristworks.core.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Spreads the tasks of a job that come back after a failure over time: of each second only so many.
 * Kept by the coordinator between gatherings of reports; what it has decided is durable as the due
 * time of a retry, so one that begins anew at a fail-over lets through at most as many again.
 */
public final class RetryRateLimit {
  private static final long NEVER_EARLIER = Duration.ofMinutes(1).toSeconds();

  private final Map<Integer, Slots> jobs = new HashMap<>();

  /** The seconds of one job: how many come back in each, and where those that are full point to. */
  private static final class Slots {
    final TreeMap<Long, Integer> taken = new TreeMap<>();
    final TreeMap<Long, Long> next = new TreeMap<>();

    long firstFree(long second) {
      long at = second;
      for (Long skip = next.get(at); skip != null; skip = next.get(at)) {
        at = skip;
      }
      for (long from = second; from < at; ) {
        Long skip = next.put(from, at); // the next search takes the short way
        from = skip == null ? at : skip;
      }
      return at;
    }
  }

  /**
   * How long the last of so many tasks waits for its turn at most, beyond its backoff.
   *
   * @param tasks how many wait, from 0
   * @param perSecond the most of the job a second; 0 where there is no limit
   */
  public static Duration longest(int tasks, double perSecond) {
    if (perSecond <= 0) {
      return Duration.ZERO;
    }
    long span = span(perSecond);
    return Duration.ofSeconds((Math.ceilDiv(tasks, most(perSecond, span)) + 1L) * span);
  }

  /** Seconds in a slot. Fewer tasks than one a second: slots as long as one takes. */
  private static long span(double perSecond) {
    return perSecond >= 1 ? 1 : (long) Math.ceil(1 / perSecond);
  }

  /** Tasks in a slot. */
  private static int most(double perSecond, long span) {
    return (int) Math.max(1, Math.floor(perSecond * span));
  }

  /**
   * When a task may come back.
   *
   * @param job the job's place in its batch
   * @param earliest when it would be due by itself
   * @param perSecond the most of the job a second; 0 where there is no limit
   * @param now what is long before this is forgotten
   * @return {@code earliest} or later
   */
  public Instant due(int job, Instant earliest, double perSecond, Instant now) {
    if (perSecond <= 0) {
      return earliest;
    }
    long span = span(perSecond);
    int most = most(perSecond, span);
    var slots = jobs.computeIfAbsent(job, _ -> new Slots());
    long past = Math.floorDiv(now.getEpochSecond() - NEVER_EARLIER, span);
    slots.taken.headMap(past).clear();
    slots.next.headMap(past).clear();
    long wanted = Math.floorDiv(earliest.getEpochSecond(), span);
    long slot = slots.firstFree(Math.max(past, wanted));
    if (slots.taken.merge(slot, 1, Integer::sum) >= most) {
      slots.next.put(slot, slot + 1);
    }
    return slot == wanted ? earliest : Instant.ofEpochSecond(slot * span);
  }
}
