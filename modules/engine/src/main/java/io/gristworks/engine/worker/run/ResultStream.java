package io.gristworks.engine.worker.run;

import io.gristworks.core.message.ToNode;
import io.gristworks.core.task.TaskError;
import io.gristworks.engine.operation.BadInput;
import io.gristworks.engine.operation.BoundOperation;
import io.gristworks.engine.worker.outcome.Failures;
import io.gristworks.engine.worker.outcome.StreamBroken;
import io.gristworks.engine.worker.settings.WorkerMeans;
import io.gristworks.engine.worker.thread.StoreCalls;
import io.gristworks.handler.Results;
import io.gristworks.store.bytes.CorruptBytes;
import io.gristworks.store.segment.SegmentStore.MissingSegment;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * The results that one attempt of a reduce task receives. In memory are the segment that is being
 * given out, the next one, which is read meanwhile, and a bit for each task. Closed when the
 * handler's call has ended.
 */
final class ResultStream<I> implements Results<I>, AutoCloseable {
  private final ToNode.Lease terms;
  private final BoundOperation<?, I, ?> operation;
  private final WorkerMeans means;
  private final StoreCalls calls;
  private volatile @Nullable StreamBroken broken;
  private volatile boolean closed;

  ResultStream(
      ToNode.Lease terms, BoundOperation<?, I, ?> operation, WorkerMeans means, StoreCalls calls) {
    this.terms = terms;
    this.operation = operation;
    this.means = means;
    this.calls = calls;
  }

  @Override
  public Iterator<Result<I>> iterator() {
    requireUsable();
    return new Passage();
  }

  /**
   * Makes sure that no result was missing, though the handler may have looked over it.
   *
   * @throws StreamBroken if one was
   */
  void requireUnbroken() {
    var why = broken;
    if (why != null) {
      throw why;
    }
  }

  private void requireUsable() {
    requireUnbroken();
    if (closed) {
      throw new IllegalStateException("results are there for the handler's call, which has ended");
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  private StreamBroken broken(TaskError error) {
    var now = new StreamBroken(error);
    broken = now;
    return now;
  }

  /** One way through all results. */
  private final class Passage implements Iterator<Result<I>> {
    private final SegmentWalk walk = new SegmentWalk(terms, means);
    private CompletableFuture<Optional<SegmentWalk.Stop>> coming = calls.begin(walk::next);
    private SegmentWalk.@Nullable Stop current;
    private RoaringBitmap given = new RoaringBitmap();
    private int place;
    private boolean over;

    @Override
    public boolean hasNext() {
      return find() != null;
    }

    @Override
    public Result<I> next() {
      var stop = find();
      if (stop == null) {
        throw new NoSuchElementException("there are no more results");
      }
      int at = place++;
      int task = stop.block().task(at);
      given.add(task);
      return new Result<>(stop.job(), task, read(stop, at));
    }

    /** Moves to the next success; null behind the last. */
    private SegmentWalk.@Nullable Stop find() {
      requireUsable();
      while (!over) {
        var stop = current;
        if (stop != null) {
          for (var block = stop.block(); place < block.entries(); place++) {
            // A coordinator counts one success of a task; should there ever be more of them, it is
            // the first here as it is in what a user reads.
            if (block.succeeded(place) && !given.contains(block.task(place))) {
              return stop;
            }
          }
        }
        advance(stop);
      }
      return null;
    }

    private void advance(SegmentWalk.@Nullable Stop last) {
      var next = await().orElse(null);
      current = next;
      place = 0;
      over = next == null;
      if (next != null) {
        if (last == null || !last.job().equals(next.job())) {
          given = new RoaringBitmap();
        }
        coming = calls.begin(walk::next);
      }
    }

    private Optional<SegmentWalk.Stop> await() {
      try {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedException(); // also where nothing needs to be waited for
        }
        return coming.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw broken(Failures.resultsUnread("the thread was interrupted"));
      } catch (ExecutionException e) {
        var why = e.getCause() == null ? e : e.getCause();
        throw broken(
            why instanceof MissingSegment || why instanceof CorruptBytes
                ? Failures.resultsMissing(why)
                : Failures.resultsUnread(why.toString()));
      }
    }

    private I read(SegmentWalk.Stop stop, int at) {
      var block = stop.block();
      try {
        return operation.readInput(block.bytes(), block.offset(at), block.length(at));
      } catch (BadInput e) {
        throw broken(Failures.badResult(stop.job(), block.task(at), e));
      }
    }
  }
}
