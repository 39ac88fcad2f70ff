package io.gristworks.engine.coordinator;

import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchSnapshot;
import io.gristworks.store.journal.EventCodec;
import io.gristworks.store.journal.SnapshotCodec;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Carries events and snapshots between Pekko's journal and the names under which we keep them. */
public final class JournalSerializer extends SerializerWithStringManifest {
  private static final String SNAPSHOTS = "batch-snapshot.";

  @Override
  public int identifier() {
    return 734_101;
  }

  @Override
  public String manifest(Object stored) {
    return switch (stored) {
      case BatchEvent event -> EventCodec.manifest(event);
      case BatchSnapshot snapshot -> SnapshotCodec.manifest(snapshot);
      default -> throw strange(stored);
    };
  }

  @Override
  public byte[] toBinary(Object stored) {
    return switch (stored) {
      case BatchEvent event -> EventCodec.encode(event);
      case BatchSnapshot snapshot -> SnapshotCodec.encode(snapshot);
      default -> throw strange(stored);
    };
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    return manifest.startsWith(SNAPSHOTS)
        ? SnapshotCodec.decode(manifest, bytes)
        : EventCodec.decode(manifest, bytes);
  }

  private static IllegalArgumentException strange(Object stored) {
    return new IllegalArgumentException("the journal knows no " + stored.getClass().getName());
  }
}
