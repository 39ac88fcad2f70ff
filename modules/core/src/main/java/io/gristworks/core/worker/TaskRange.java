package io.gristworks.core.worker;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Places of a lease that nobody has begun, from which any number of threads take without a lock:
 * its worker from the front, thieves and the coordinator from the back. Each place is taken exactly
 * once, at the price of one compare-and-set.
 */
public final class TaskRange {
  /** What {@link #claim} answers when nothing is left. */
  public static final int NOTHING = -1;

  /** The next place in the high half, the end (exclusive) in the low half. */
  private final AtomicLong bounds;

  private final int first;

  /** The places from {@code first} inclusive to {@code end} exclusive. */
  public TaskRange(int first, int end) {
    if (first < 0 || end < first) {
      throw new IllegalArgumentException("no range: " + first + " to " + end);
    }
    this.first = first;
    this.bounds = new AtomicLong(pack(first, end));
  }

  /** Takes the first place; {@link #NOTHING} if none is left. */
  public int claim() {
    while (true) {
      long seen = bounds.get();
      int next = next(seen);
      if (next >= end(seen)) {
        return NOTHING;
      }
      if (bounds.compareAndSet(seen, pack(next + 1, end(seen)))) {
        return next;
      }
    }
  }

  /** Takes at most {@code most} places from the front; an empty span if none is left. */
  public Span claim(int most) {
    while (true) {
      long seen = bounds.get();
      int next = next(seen);
      int upTo = Math.min(end(seen), next + Math.min(most, end(seen) - next));
      if (next >= upTo) {
        return Span.EMPTY;
      }
      if (bounds.compareAndSet(seen, pack(upTo, end(seen)))) {
        return new Span(next, upTo);
      }
    }
  }

  /** Takes at most {@code most} places from the back; an empty span if none is left. */
  public Span takeBack(int most) {
    while (true) {
      long seen = bounds.get();
      int from = Math.max(next(seen), end(seen) - Math.min(most, end(seen)));
      if (from >= end(seen)) {
        return Span.EMPTY;
      }
      if (bounds.compareAndSet(seen, pack(next(seen), from))) {
        return new Span(from, end(seen));
      }
    }
  }

  /** Takes from the back what {@code rule} gives a thief; an empty span if that is nothing. */
  public Span steal(StealRule rule, int group) {
    while (true) {
      long seen = bounds.get();
      int share = rule.share(end(seen) - next(seen), group, next(seen) > first);
      if (share <= 0) {
        return Span.EMPTY;
      }
      if (bounds.compareAndSet(seen, pack(next(seen), end(seen) - share))) {
        return new Span(end(seen) - share, end(seen));
      }
    }
  }

  /** Takes all that is left; an empty span if that is nothing. */
  public Span takeAll() {
    return takeBack(Integer.MAX_VALUE);
  }

  /** How many places are left. */
  public int remaining() {
    long seen = bounds.get();
    return end(seen) - next(seen);
  }

  /** Whether a place was taken from the front yet. */
  public boolean begun() {
    return next(bounds.get()) > first;
  }

  private static long pack(int next, int end) {
    return ((long) next << 32) | end;
  }

  private static int next(long bounds) {
    return (int) (bounds >>> 32);
  }

  private static int end(long bounds) {
    return (int) bounds;
  }

  @Override
  public String toString() {
    long seen = bounds.get();
    return next(seen) + ".." + end(seen);
  }

  /**
   * Places taken together.
   *
   * @param from the first, inclusive
   * @param to the end, exclusive
   */
  public record Span(int from, int to) {
    /** No task. */
    public static final Span EMPTY = new Span(0, 0);

    /** How many. */
    public int size() {
      return to - from;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
      return to <= from;
    }
  }
}
