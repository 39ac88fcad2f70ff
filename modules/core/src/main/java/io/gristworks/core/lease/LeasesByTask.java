package io.gristworks.core.lease;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.roaringbitmap.RoaringBitmap;

/**
 * Which leases have tasks near one. A thousand nodes hold ten thousand leases, and a report tells
 * of few tasks: whoever holds them is found by the blocks of tasks that they lie in.
 */
final class LeasesByTask {
  private static final int BLOCK_BITS = 10;

  /** By job and block, the leases in the order in which they came. Asked by key, never walked. */
  private final Map<Long, List<Lease>> blocks = new HashMap<>();

  void add(Lease lease) {
    for (long block : blocksOf(lease.job, lease.tasks)) {
      blocks.computeIfAbsent(block, _ -> new ArrayList<>(2)).add(lease);
    }
  }

  /** These tasks are out of a lease now. */
  void left(Lease lease, RoaringBitmap out) {
    for (long block : blocksOf(lease.job, out)) {
      int first = (int) (block & 0xffff_ffffL) << BLOCK_BITS;
      long next = lease.tasks.nextValue(first);
      if (next < 0 || next >>> BLOCK_BITS > first >>> BLOCK_BITS) {
        blocks.computeIfPresent(
            block,
            (_, there) -> {
              there.remove(lease);
              return there.isEmpty() ? null : there;
            });
      }
    }
  }

  /** The leases of a job that may have one of {@code tasks}; and maybe others. */
  Collection<Lease> near(int job, RoaringBitmap tasks) {
    var blocks = blocksOf(job, tasks);
    if (blocks.size() == 1) {
      return List.copyOf(this.blocks.getOrDefault(blocks.getFirst(), List.of()));
    }
    var near = new LinkedHashSet<Lease>();
    for (long block : blocks) {
      near.addAll(this.blocks.getOrDefault(block, List.of()));
    }
    return near;
  }

  private static List<Long> blocksOf(int job, RoaringBitmap tasks) {
    var blocks = new ArrayList<Long>(2);
    long task = tasks.isEmpty() ? -1 : tasks.first();
    while (task >= 0) {
      long block = task >>> BLOCK_BITS;
      blocks.add((long) job << 32 | block);
      task = tasks.nextValue((int) ((block + 1) << BLOCK_BITS));
    }
    return blocks;
  }
}
