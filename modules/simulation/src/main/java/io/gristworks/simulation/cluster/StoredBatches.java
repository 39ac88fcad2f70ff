package io.gristworks.simulation.cluster;

import io.gristworks.core.retention.BatchPart;
import io.gristworks.core.retention.PurgeRun.Removed;
import io.gristworks.simulation.Mutation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is stored of batches, deleted part by part, a few rows at a time. */
final class StoredBatches {
  private static final int ROWS = 3;

  private final SimulatedCluster world;

  StoredBatches(SimulatedCluster world) {
    this.world = world;
  }

  /** Deletes some of a part; null where the batch has not retired. */
  @Nullable Removed remove(String batch, BatchPart part, int at) {
    var journal = world.journal();
    var uploads = journal.retiredUploads(batch);
    if (uploads == null && journal.size(batch) > 0) {
      if (world.mutation() != Mutation.PURGES_WITHOUT_ASKING) {
        return null;
      }
    }
    world.note("purge", part.name().hashCode(), at, () -> part + " of " + batch + " from " + at);
    return switch (part) {
      case OUTCOMES -> outcomes(batch);
      case INPUTS -> inputs(uploads == null ? List.of() : uploads, at);
      case SNAPSHOTS -> new Removed(journal.deleteSnapshot(batch), Removed.NOTHING);
      case EVENTS -> {
        int rows = journal.deleteEvents(batch, ROWS);
        yield new Removed(rows, rows < ROWS ? Removed.NOTHING : 0);
      }
      case END -> {
        journal.delete(batch);
        world.views().delete(batch);
        yield new Removed(1, Removed.NOTHING);
      }
    };
  }

  private Removed outcomes(String batch) {
    var some = world.segments().list(batch, null, ROWS);
    world.segments().deleteNow(batch, some);
    return new Removed(some.size(), some.size() < ROWS ? Removed.NOTHING : 0);
  }

  private Removed inputs(List<String> uploads, int at) {
    int end = Math.min(uploads.size(), at + ROWS);
    uploads.subList(at, end).forEach(world.inputs()::delete);
    return new Removed(end - at, end < uploads.size() ? end : Removed.NOTHING);
  }
}
