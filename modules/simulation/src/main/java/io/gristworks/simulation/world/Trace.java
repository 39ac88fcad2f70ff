package io.gristworks.simulation.world;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What has happened, as a hash that two runs of a seed must share, and as lines to read where they
 * are wanted.
 */
public final class Trace {
  private static final long PRIME = 0x100000001b3L;

  private final Timeline timeline;
  private final int lines;
  private final Deque<String> last = new ArrayDeque<>();
  private long hash = 0xcbf29ce484222325L;
  private long notes;

  /**
   * An empty trace.
   *
   * @param lines how many of the last lines to keep; 0 for the hash alone
   */
  public Trace(Timeline timeline, int lines) {
    this.timeline = timeline;
    this.lines = lines;
  }

  /**
   * Notes that something has happened.
   *
   * @param what its kind
   * @param one a number that tells it from others
   * @param other another one
   * @param words the whole of it, asked for only where lines are kept
   */
  public void note(String what, long one, long other, Supplier<String> words) {
    mix(timeline.now());
    mix(what.hashCode());
    mix(one);
    mix(other);
    notes++;
    if (lines > 0) {
      if (last.size() == lines) {
        last.removeFirst();
      }
      last.addLast(
          String.format(Locale.ROOT, "%12.6f %-14s %s", timeline.now() / 1e9, what, words.get()));
    }
  }

  private void mix(long value) {
    hash = (hash ^ value) * PRIME;
    hash ^= hash >>> 29;
  }

  /** The hash of all so far. */
  public long hash() {
    return hash;
  }

  /** How much was noted. */
  public long notes() {
    return notes;
  }

  /** The lines kept. */
  public List<String> lines() {
    return List.copyOf(last);
  }
}
