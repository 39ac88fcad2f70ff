package io.gristworks.engine.worker;

import io.gristworks.core.batch.BatchId;
import io.gristworks.store.checkpoint.Checkpoints;
import io.gristworks.store.segment.SegmentStore.StoreUnavailable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Checkpoints in memory, which can be told to be away, and count their readers. */
final class MemoryCheckpoints implements Checkpoints {
  record Kept(long lease, byte[] state) {}

  final Map<Owner, Kept> kept = new ConcurrentHashMap<>();
  final AtomicInteger reads = new AtomicInteger();
  final AtomicInteger failuresToCome = new AtomicInteger();

  private void failIfTold() {
    if (failuresToCome.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new StoreUnavailable("as told", new IllegalStateException());
    }
  }

  @Override
  public boolean save(Owner owner, long lease, byte[] state) {
    failIfTold();
    var now =
        kept.merge(
            owner,
            new Kept(lease, state),
            (before, mine) -> before.lease <= mine.lease ? mine : before);
    return now.lease == lease;
  }

  @Override
  public Optional<byte[]> read(Owner owner) {
    failIfTold();
    reads.incrementAndGet();
    return Optional.ofNullable(kept.get(owner)).map(Kept::state);
  }

  @Override
  public int deleteBefore(BatchId batch, long lease) {
    return 0;
  }
}
