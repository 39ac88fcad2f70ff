package io.gristworks.gateway.results;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.ErrorGroup;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskError;
import io.gristworks.core.view.OutcomePage.Quarantined;
import io.gristworks.store.segment.OutcomeBlock;
import io.gristworks.store.segment.OutcomePacker;
import io.gristworks.store.segment.SegmentStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
  private @Nullable OutcomeBlock quarantined;
  private @Nullable SegmentRef quarantinedRef;

  OutcomeBlocks(SegmentStore store, BatchId batch) {
    this.store = store;
    this.batch = batch;
  }

  /** Keeps what no segment tells of as one, for ever. */
  SegmentRef quarantine(List<Quarantined> tasks) {
    var packer = new OutcomePacker("");
    for (var each : tasks) {
      packer.failed(
          each.task(),
          each.attempt(),
          new TaskError(ErrorGroup.POISON, each.evidence(), null, true),
          0);
    }
    var sealed = packer.seal(batch, 0, UUID.randomUUID());
    quarantined = OutcomeBlock.read(sealed.payload());
    quarantinedRef = sealed.ref();
    return sealed.ref();
  }

  OutcomeBlock read(SegmentRef ref) {
    if (quarantined != null && ref.equals(quarantinedRef)) {
      return quarantined;
    }
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
