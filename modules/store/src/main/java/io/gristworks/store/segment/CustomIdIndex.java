package io.gristworks.store.segment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Four bytes for each custom id of a segment, sorted: enough to tell, without unpacking it, that an
 * id is not there. The hash is CRC-32C of the id in UTF-8 and never changes.
 */
public final class CustomIdIndex {
  private final CRC32C checksum = new CRC32C();
  private int[] hashes = new int[0];
  private int size;

  /** Adds the id whose UTF-8 is given. */
  void add(byte[] bytes, int offset, int length) {
    checksum.reset();
    checksum.update(bytes, offset, length);
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, Math.max(256, 2 * size));
    }
    hashes[size++] = (int) checksum.getValue();
  }

  byte[] toBytes() {
    Arrays.sort(hashes, 0, size);
    var buffer = ByteBuffer.allocate(4 * size);
    buffer.asIntBuffer().put(hashes, 0, size);
    return buffer.array();
  }

  void clear() {
    size = 0;
  }

  /** The hash of one id. */
  public static int hash(String customId) {
    var bytes = customId.getBytes(StandardCharsets.UTF_8);
    var checksum = new CRC32C();
    checksum.update(bytes, 0, bytes.length);
    return (int) checksum.getValue();
  }

  /** Whether an id of this hash may be among {@code stored}. */
  public static boolean mayHold(byte[] stored, int hash) {
    var sorted = ByteBuffer.wrap(stored).asIntBuffer();
    int low = 0;
    int end = sorted.limit();
    while (low < end) {
      int middle = (low + end) >>> 1;
      if (sorted.get(middle) < hash) {
        low = middle + 1;
      } else {
        end = middle;
      }
    }
    return low < sorted.limit() && sorted.get(low) == hash;
  }
}
