package io.gristworks.engine.worker.lease;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gristworks.core.task.InputSlice;
import io.gristworks.store.segment.InputBlock;
import io.gristworks.store.segment.SegmentStore;
import java.util.concurrent.CompletionException;

/**
 * Unpacked inputs at hand. However many leases ask for a segment at once, it is loaded once; a
 * failed load is not remembered. For any number of threads.
 */
public final class InputCache {
  private final SegmentStore store;
  private final AsyncCache<Key, InputBlock> blocks;

  private record Key(String upload, int segment) {}

  /** Keeps at most {@code bytesMax} bytes of inputs. Who asks first loads, on its own thread. */
  public InputCache(SegmentStore store, long bytesMax) {
    this.store = store;
    this.blocks =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .weigher((Key _, InputBlock block) -> block.bytes().length + 4 * block.tasks())
            .executor(Runnable::run)
            .buildAsync();
  }

  /** The segment of {@code slice}; blocks until it is there, and throws what the store throws. */
  InputBlock read(InputSlice slice) {
    try {
      return blocks
          .get(
              new Key(slice.upload(), slice.segment()),
              key -> InputBlock.read(store.readInput(key.upload, key.segment).payload()))
          .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException why) {
        throw why;
      }
      throw e;
    }
  }
}
