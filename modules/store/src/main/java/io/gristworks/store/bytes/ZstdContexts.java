package io.gristworks.store.bytes;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingDeque;

/**
 * zstd's working memory, which costs more to set up than a small block costs to pack. A few are
 * kept for whoever comes next, so that nobody has to own, and to close, one. Used by one thread
 * between {@link #take} and {@link #release}.
 */
final class ZstdContexts {
  private static final int MAX_KEPT_SCRATCH_BYTES = 1 << 20;
  private static final LinkedBlockingDeque<ZstdContexts> IDLE =
      new LinkedBlockingDeque<>(2 * Runtime.getRuntime().availableProcessors());

  private final ZstdCompressCtx compressor = new ZstdCompressCtx();
  private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();
  private byte[] scratch = new byte[0];

  private ZstdContexts() {
    compressor.setChecksum(true);
    compressor.setContentSize(true);
  }

  /** One that nobody else uses. */
  static ZstdContexts take() {
    var idle = IDLE.pollFirst();
    return idle == null ? new ZstdContexts() : idle;
  }

  /** Gives it back; it must not be used afterwards. */
  void release() {
    if (scratch.length > MAX_KEPT_SCRATCH_BYTES) {
      scratch = new byte[0];
    }
    if (!IDLE.offerFirst(this)) {
      compressor.close();
      decompressor.close();
    }
  }

  byte[] pack(byte layout, byte[] raw, int length, int level) {
    int bound = Math.toIntExact(1 + Zstd.compressBound(length));
    if (scratch.length < bound) {
      scratch = new byte[bound];
    }
    compressor.setLevel(level);
    scratch[0] = layout;
    int packed = compressor.compressByteArray(scratch, 1, bound - 1, raw, 0, length);
    return Arrays.copyOf(scratch, 1 + packed);
  }

  int unpack(byte[] stored, byte[] raw) {
    return decompressor.decompressByteArray(raw, 0, raw.length, stored, 1, stored.length - 1);
  }
}
