package io.gristworks.store.journal;

import io.gristworks.core.batch.BatchSnapshot;
import io.gristworks.store.bytes.CorruptBytes;
import io.gristworks.store.bytes.Frame;

/** Where the name of snapshots on disk meets them in memory; see {@link EventCodec}. */
public final class SnapshotCodec {
  private static final String MANIFEST = "batch-snapshot.1";
  private static final int LAYOUT = 1;

  private SnapshotCodec() {}

  /** The name under which a snapshot is stored. */
  public static String manifest(BatchSnapshot snapshot) {
    return MANIFEST;
  }

  /** The snapshot in CBOR, compressed. */
  public static byte[] encode(BatchSnapshot snapshot) {
    var raw = JournalMapper.write(snapshot);
    return Frame.pack(LAYOUT, raw, raw.length, Frame.FAST);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws UnreadableJournal if the name is unknown or the bytes are damaged
   */
  public static BatchSnapshot decode(String manifest, byte[] bytes) {
    if (!MANIFEST.equals(manifest)) {
      throw new UnreadableJournal(manifest);
    }
    try {
      return JournalMapper.read(manifest, Frame.unpack(LAYOUT, bytes), BatchSnapshot.class);
    } catch (CorruptBytes e) {
      throw new UnreadableJournal(manifest, e);
    }
  }
}
