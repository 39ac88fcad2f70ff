package io.gristworks.gateway.upload;

import io.gristworks.gateway.http.Offload;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lets the writes of one request overlap with its parsing, at most {@link #GROUPS} of them at a
 * time: that is what bounds its memory. Used by the request's thread alone.
 */
public final class WriteWindow {
  /** How many groups of segments may be in the writing at once. */
  public static final int GROUPS = 2;

  private final Offload offload;
  private final Semaphore free = new Semaphore(GROUPS);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /** Writes on threads of {@code offload}. */
  public WriteWindow(Offload offload) {
    this.offload = offload;
  }

  /**
   * Starts a write, as soon as there is room for it; waits until then.
   *
   * @throws RuntimeException what an earlier write failed with
   */
  void start(Runnable write) {
    free.acquireUninterruptibly();
    offload.run(() -> runAndRelease(write));
    throwFailure();
  }

  private void runAndRelease(Runnable write) {
    try {
      write.run();
    } catch (Throwable e) { // an Error too: what is not written must not be submitted
      failure.compareAndSet(null, e);
    } finally {
      free.release();
    }
  }

  /**
   * Waits for all of them.
   *
   * @throws RuntimeException what one of them failed with
   */
  public void await() {
    settle();
    throwFailure();
  }

  /** Waits until none is under way, however they end. */
  public void settle() {
    free.acquireUninterruptibly(GROUPS);
    free.release(GROUPS);
  }

  private void throwFailure() {
    switch (failure.get()) {
      case null -> {}
      case RuntimeException unchecked -> throw unchecked;
      case Throwable other -> throw new IllegalStateException("a segment is not written", other);
    }
  }
}
