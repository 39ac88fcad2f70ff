package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchSnapshot;
import io.gristworks.store.journal.EventCodec;
import io.gristworks.store.journal.SnapshotCodec;
import java.util.function.UnaryOperator;

/**
 * Something in the simulated journal. Whoever reads it gets what the shipped codecs made of its
 * bytes. It is encoded and decoded at the first reading, as it never changes, and most snapshots
 * are replaced before anybody reads them.
 */
final class Stored<T> {
  private final UnaryOperator<T> codec;
  private T value;
  private boolean decoded;

  private Stored(T value, UnaryOperator<T> codec) {
    this.value = value;
    this.codec = codec;
  }

  static Stored<BatchEvent> of(BatchEvent event) {
    return new Stored<>(
        event, it -> EventCodec.decode(EventCodec.manifest(it), EventCodec.encode(it)));
  }

  static Stored<BatchSnapshot> of(BatchSnapshot snapshot) {
    return new Stored<>(
        snapshot, it -> SnapshotCodec.decode(SnapshotCodec.manifest(it), SnapshotCodec.encode(it)));
  }

  /** What has been through bytes. */
  T read() {
    if (!decoded) {
      value = codec.apply(value);
      decoded = true;
    }
    return value;
  }
}
