package io.gristworks.gateway.results;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.store.segment.OutcomeBlock;
import io.gristworks.store.segment.SegmentStore;
import java.util.LinkedHashMap;
import java.util.UUID;

/**
 * Reads outcome segments, and keeps the ones last used unpacked, within a number of bytes: segments
 * that overlap in tasks are needed in turn. Blocks; one thread at a time.
 */
final class OutcomeBlocks {
  private static final long KEPT_BYTES = 16L << 20;
  private static final int OVERHEAD = 64;

  private final SegmentStore store;
  private final BatchId batch;
  private final LinkedHashMap<UUID, OutcomeBlock> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long keptBytes;

  OutcomeBlocks(SegmentStore store, BatchId batch) {
    this.store = store;
    this.batch = batch;
  }

  OutcomeBlock read(SegmentRef ref) {
    var known = kept.get(ref.id());
    if (known != null) {
      return known;
    }
    var block = OutcomeBlock.read(store.readOutcomes(batch, ref).payload());
    keptBytes += bytes(block);
    kept.put(ref.id(), block);
    var eldest = kept.entrySet().iterator();
    while (keptBytes > KEPT_BYTES && kept.size() > 1 && eldest.hasNext()) {
      keptBytes -= bytes(eldest.next().getValue());
      eldest.remove();
    }
    return block;
  }

  private static long bytes(OutcomeBlock block) {
    return block.bytes().length + (long) OVERHEAD * block.entries();
  }
}
