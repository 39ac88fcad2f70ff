package io.gristworks.engine.worker.lease;

import io.gristworks.core.message.ToNode;
import io.gristworks.engine.operation.BoundOperation;
import io.gristworks.handler.NodeContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The handlers that are open on this node, one for each job: opened with the job's first lease,
 * closed some time after its last, and never under a running call. For any number of threads.
 */
public final class OpenHandlers {
  private final Function<String, NodeContext> contexts;
  private final BiFunction<String, Runnable, Thread> closers;
  private final LongSupplier nanos;
  private final Map<Key, Shared> open = new HashMap<>();
  private boolean closing;

  private record Key(String batch, int job) {}

  private static final class Shared {
    private final OpenJob<?, ?> job;
    private int users;
    private long unusedSince;

    private Shared(OpenJob<?, ?> job) {
      this.job = job;
    }
  }

  /**
   * Gives handlers the context of their operation, by name; closes what is unused on threads of
   * their own, that {@code closers} makes.
   */
  public OpenHandlers(
      Function<String, NodeContext> contexts,
      BiFunction<String, Runnable, Thread> closers,
      LongSupplier nanos) {
    this.contexts = contexts;
    this.closers = closers;
    this.nanos = nanos;
  }

  /**
   * The open handler of a lease's job, to be given back with {@link #release}. May block long.
   *
   * @throws ExecutionException if it did not open; the next lease tries again
   */
  OpenJob<?, ?> acquire(ToNode.Lease lease, BoundOperation<?, ?, ?> operation)
      throws InterruptedException, ExecutionException {
    var key = new Key(lease.batch(), lease.job());
    boolean first;
    Shared shared;
    synchronized (this) {
      first = !open.containsKey(key);
      shared = open.computeIfAbsent(key, _ -> new Shared(new OpenJob<>(operation)));
      shared.users++;
    }
    if (first) {
      shared.job.open(lease.parameters(), contexts.apply(operation.name()));
    }
    try {
      shared.job.await();
      return shared.job;
    } catch (InterruptedException | ExecutionException e) {
      synchronized (this) {
        open.remove(key, shared);
      }
      throw e;
    }
  }

  /** Takes a share in a handler that the caller knows to be in use. */
  public synchronized void retain(String batch, int job) {
    var shared = open.get(new Key(batch, job));
    if (shared != null) {
      shared.users++;
    }
  }

  /** Gives a share back. */
  public void release(String batch, int job) {
    List<OpenJob<?, ?>> over = List.of();
    synchronized (this) {
      var shared = open.get(new Key(batch, job));
      if (shared != null) {
        shared.users--;
        shared.unusedSince = nanos.getAsLong();
        over = closing ? takeUnused(Long.MAX_VALUE) : over;
      }
    }
    close(over);
  }

  /** Closes what has been unused for {@code idleNanos}. */
  public void closeIdle(long idleNanos) {
    List<OpenJob<?, ?>> over;
    synchronized (this) {
      over = takeUnused(nanos.getAsLong() - idleNanos);
    }
    close(over);
  }

  /** On a thread of its own: a handler may take its time. */
  private void close(List<OpenJob<?, ?>> over) {
    if (!over.isEmpty()) {
      closers.apply("gristworks-close", () -> over.forEach(OpenJob::close)).start();
    }
  }

  /** Closes all: what is unused now, the rest with its last user. */
  public void closeAll() {
    List<OpenJob<?, ?>> over;
    synchronized (this) {
      closing = true;
      over = takeUnused(Long.MAX_VALUE);
    }
    over.forEach(OpenJob::close);
  }

  private List<OpenJob<?, ?>> takeUnused(long before) {
    var over = new ArrayList<OpenJob<?, ?>>();
    open.values()
        .removeIf(
            shared -> {
              boolean unused =
                  shared.users == 0
                      && (before == Long.MAX_VALUE || shared.unusedSince - before <= 0);
              if (unused) {
                over.add(shared.job);
              }
              return unused;
            });
    return over;
  }
}
