package io.gristworks.engine.worker.thread;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Whether a worker node gets on, for whoever asks from outside. Never asks the database: a node
 * that waits for it is alive. For any number of threads.
 */
public final class NodeHealth {
  private final LongSupplier nanos;
  private final long stuckAfterNanos;
  private final ConcurrentMap<Object, Long> beganAt = new ConcurrentHashMap<>();
  private volatile long nodeSeenAt;
  private volatile long watchSeenAt;
  private volatile boolean takesWork = true;

  /**
   * A node that is just starting.
   *
   * @param stuckAfter after so long without a sign of life it is stuck
   */
  public NodeHealth(LongSupplier nanos, Duration stuckAfter) {
    this.nanos = nanos;
    this.stuckAfterNanos = stuckAfter.toNanos();
    this.nodeSeenAt = nanos.getAsLong();
    this.watchSeenAt = nodeSeenAt;
  }

  /** The node's actor has come to its turn. */
  public void nodeGoesOn() {
    nodeSeenAt = nanos.getAsLong();
  }

  /** The watch over running tasks has made its round. */
  public void watchGoesOn() {
    watchSeenAt = nanos.getAsLong();
  }

  /** Something begins that waits for nobody and ends soon. */
  public void begins(Object work) {
    beganAt.put(work, nanos.getAsLong());
  }

  /** It has ended. */
  public void ends(Object work) {
    beganAt.remove(work);
  }

  /** Whether the node takes work, or has too many abandoned threads. */
  public void takesWork(boolean now) {
    takesWork = now;
  }

  /** Whether its actor, its watch and its flushes get on. */
  public boolean isAlive() {
    long now = nanos.getAsLong();
    return isRecent(nodeSeenAt, now)
        && isRecent(watchSeenAt, now)
        && beganAt.values().stream().allMatch(at -> isRecent(at, now));
  }

  private boolean isRecent(long at, long now) {
    return now - at < stuckAfterNanos;
  }

  /** Whether it takes work. */
  public boolean isReady() {
    return takesWork;
  }
}
