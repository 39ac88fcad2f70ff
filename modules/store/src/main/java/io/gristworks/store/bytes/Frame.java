package io.gristworks.store.bytes;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;

/**
 * The outermost layer of stored bytes: one byte that names the layout inside, then a zstd frame
 * that carries its length and a checksum. For any number of threads at once.
 */
public final class Frame {
  /** The compression that costs the least time; level 3 saves a few per cent more. */
  public static final int FAST = 1;

  /** What a block may come to when unpacked, in bytes: a damaged length must not fill the heap. */
  public static final int MAX_RAW_BYTES = 256 << 20;

  private Frame() {}

  /**
   * Packs the first {@code length} bytes of {@code raw}.
   *
   * @param layout the layout of what is inside, 1 to 127
   * @param level zstd's level, 1 to 19
   * @throws IllegalArgumentException if there are more than {@link #MAX_RAW_BYTES}
   */
  public static byte[] pack(int layout, byte[] raw, int length, int level) {
    if (length > MAX_RAW_BYTES) {
      throw new IllegalArgumentException(
          "a block of " + length + " bytes; the limit is " + MAX_RAW_BYTES);
    }
    var press = ZstdContexts.take();
    try {
      return press.pack((byte) layout, raw, length, level);
    } finally {
      press.release();
    }
  }

  /** The layout that {@code stored} names. */
  public static int layoutOf(byte[] stored) {
    if (stored.length < 2) {
      throw new CorruptBytes("no block: " + stored.length + " bytes");
    }
    return stored[0];
  }

  /**
   * Unpacks what {@link #pack} packed.
   *
   * @throws CorruptBytes if the bytes have changed since, or are of another layout
   */
  public static byte[] unpack(int layout, byte[] stored) {
    if (layoutOf(stored) != layout) {
      throw new CorruptBytes("layout " + stored[0] + " is unknown here, expected " + layout);
    }
    long length = Zstd.getFrameContentSize(stored, 1, stored.length - 1);
    if (length < 0 || length > MAX_RAW_BYTES) {
      throw new CorruptBytes("not a block: " + stored.length + " bytes that claim " + length);
    }
    var raw = new byte[(int) length];
    var press = ZstdContexts.take();
    try {
      int unpacked = press.unpack(stored, raw);
      return unpacked == raw.length ? raw : Arrays.copyOf(raw, unpacked);
    } catch (ZstdException e) {
      throw new CorruptBytes("damaged block of " + stored.length + " bytes: " + e.getMessage(), e);
    } finally {
      press.release();
    }
  }
}
