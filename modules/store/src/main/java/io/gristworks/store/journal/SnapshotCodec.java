package io.gristworks.store.journal;

import io.gristworks.core.batch.BatchSnapshot;
import io.gristworks.store.bytes.CorruptBytes;
import io.gristworks.store.bytes.Frame;
import java.util.Set;

/** Where the name of snapshots on disk meets them in memory; see {@link EventCodec}. */
public final class SnapshotCodec {
  // .2 added the course of a job and the batches waited for
  private static final String MANIFEST = "batch-snapshot.2";
  private static final Set<String> READABLE = Set.of("batch-snapshot.1", MANIFEST);
  private static final int LAYOUT = 1;

  private SnapshotCodec() {}

  /** The name under which a snapshot is stored. */
  public static String manifest(BatchSnapshot snapshot) {
    return MANIFEST;
  }

  /** The snapshot in CBOR, compressed. */
  public static byte[] encode(BatchSnapshot snapshot) {
    var raw = JournalForm.write(snapshot);
    return Frame.pack(LAYOUT, raw, raw.length, Frame.FAST);
  }

  /**
   * Reads what {@link #encode} wrote, now or in any earlier version.
   *
   * @throws UnreadableJournal if the name is unknown or the bytes are damaged
   */
  public static BatchSnapshot decode(String manifest, byte[] bytes) {
    if (!READABLE.contains(manifest)) {
      throw new UnreadableJournal(manifest);
    }
    try {
      return JournalForm.read(manifest, Frame.unpack(LAYOUT, bytes), BatchSnapshot.class);
    } catch (CorruptBytes e) {
      throw new UnreadableJournal(manifest, e);
    }
  }
}
