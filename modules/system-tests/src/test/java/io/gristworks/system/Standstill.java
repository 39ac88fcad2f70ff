package io.gristworks.system;

import io.gristworks.client.GristClient;
import io.gristworks.client.WorkId;
import java.time.Duration;
import java.util.List;

/** How long a batch stands still when somebody dies. */
final class Standstill {
  private Standstill() {}

  /** The node among these on which the coordinator of a batch began. */
  static NodeProcess homeOf(WorkId id, List<NodeProcess> candidates) {
    return candidates.stream().filter(node -> isHome(node, id)).findFirst().orElseThrow();
  }

  /** Whether the coordinator of a batch began on that node. */
  static boolean isHome(NodeProcess node, WorkId id) {
    return node.log()
        .lines()
        .anyMatch(line -> line.contains(id.batch().value()) && line.contains("batch accepted"));
  }

  /**
   * Does harm; returns the longest time without progress until the batch has finished, in ms. Fails
   * where its counts are not exact then.
   */
  static long millis(GristClient client, WorkId id, int tasks, Duration within, Runnable harm)
      throws Exception {
    var seen = new long[] {client.status(id).counts().completed(), System.nanoTime(), 0};
    harm.run();
    Batches.await(
        client,
        id,
        within,
        status -> {
          if (status.counts().completed() != seen[0]) {
            seen[2] = Math.max(seen[2], System.nanoTime() - seen[1]);
            seen[0] = status.counts().completed();
            seen[1] = System.nanoTime();
          }
          return status.state().isFinal();
        });
    Batches.assertExact(client, id, tasks);
    return seen[2] / 1_000_000;
  }
}
