package io.gristworks.simulation.world;

import java.time.Duration;
import java.util.PriorityQueue;

/** What happens next, and when. Time is in nanoseconds from the beginning of the simulation. */
public final class Timeline {
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now;
  private long order;

  private record Event(long at, long order, Runnable happens) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
    }
  }

  /** Nothing has happened, and nothing will. */
  public Timeline() {}

  /** The present, in nanoseconds. */
  public long now() {
    return now;
  }

  /** How many events have been planned so far. */
  public long planned() {
    return order;
  }

  /**
   * Lets something happen; what is planned for the same moment happens in the order of planning.
   */
  public void at(long nanos, Runnable happens) {
    events.add(new Event(Math.max(now, nanos), order++, happens));
  }

  /** Lets something happen some nanoseconds from now. */
  public void after(long nanos, Runnable happens) {
    at(now + nanos, happens);
  }

  /** Lets something happen after a while. */
  public void after(Duration wait, Runnable happens) {
    after(wait.toNanos(), happens);
  }

  /**
   * Lets the next thing happen.
   *
   * @param until nothing after this
   * @return whether there was one
   */
  public boolean step(long until) {
    var next = events.peek();
    if (next == null || next.at > until) {
      return false;
    }
    events.remove();
    now = next.at;
    next.happens.run();
    return true;
  }
}
