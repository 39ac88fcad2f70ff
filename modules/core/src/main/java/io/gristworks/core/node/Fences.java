package io.gristworks.core.node;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which leases come too late: those of earlier coordinators, once a later one has asked the node
 * what it holds. A wire may have kept such a lease, and its successor knows nothing of it.
 *
 * <p>For half a minute, which is longer than a wire keeps a letter: after a cluster that had fallen
 * apart, the earlier coordinator may be the one that is left, and its leases must run at last.
 * Remembers the {@value #MOST} batches that were asked for last. For one thread; time is in
 * nanoseconds from any origin and never runs backwards.
 */
public final class Fences {
  private static final int MOST = 10_000;
  private static final long HOLDS_NANOS = Duration.ofSeconds(30).toNanos();

  private record Fence(long upTo, long raisedAt) {}

  private final LinkedHashMap<String, Fence> fences =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Fence> eldest) {
          return size() > MOST;
        }
      };

  /** From now on leases of the batch up to that number come too late. */
  public void raise(String batch, long number, long now) {
    if (!keepsOut(batch, number, now)) {
      fences.put(batch, new Fence(number, now));
    }
  }

  /** Whether a lease that has just come does so too late. */
  public boolean keepsOut(String batch, long number, long now) {
    var fence = fences.isEmpty() ? null : fences.get(batch);
    if (fence == null) {
      return false;
    }
    if (now - fence.raisedAt >= HOLDS_NANOS) {
      fences.remove(batch);
      return false;
    }
    return number <= fence.upTo;
  }
}
