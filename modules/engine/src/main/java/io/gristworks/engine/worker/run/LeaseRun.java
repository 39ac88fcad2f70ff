package io.gristworks.engine.worker.run;

import io.gristworks.core.task.TaskError;
import io.gristworks.core.worker.TaskRange;
import io.gristworks.engine.operation.BoundOperation;
import io.gristworks.engine.worker.lease.LeaseWork;
import io.gristworks.engine.worker.lease.OpenJob;
import io.gristworks.engine.worker.outcome.Failures;
import io.gristworks.engine.worker.outcome.Outcomes;
import io.gristworks.engine.worker.report.NodeProtocol;
import io.gristworks.engine.worker.settings.WorkerMeans;
import io.gristworks.handler.BulkHandler;
import io.gristworks.handler.ReduceHandler;
import io.gristworks.handler.TaskContext;
import io.gristworks.handler.TaskHandler;
import io.gristworks.handler.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A thread's way through a range of a lease: claim, parse, call, write, and again. Ends when the
 * range is empty, when a handler throws an {@link Error}, or without a trace when the watch has
 * given the thread up.
 */
public final class LeaseRun implements Runnable {
  private final int worker;
  private final LeaseWork lease;
  private final TaskRange range;
  private final RunningCall call;
  private final WorkerMeans means;
  private final LongSupplier nanos;
  private final NodeProtocol node;
  private final RunEnd end;
  private final Outcomes draft;
  private final int groupMax;
  private final Claims claims;
  private long beganAt;
  private long endedAt;

  /** Who is told that a run is over, and when a thread that was given up ends after all. */
  public interface RunEnd {
    /** The run is over; {@code broke} is what ended it before its range was empty. */
    void ended(LeaseRun run, @Nullable Throwable broke);

    /** The thread has ended: its share in the handler is free. */
    void threadEnded(LeaseRun run, boolean abandoned);
  }

  /** A run that has not begun. */
  public LeaseRun(
      int worker,
      LeaseWork lease,
      TaskRange range,
      RunningCall call,
      WorkerMeans means,
      NodeProtocol node,
      RunEnd end) {
    this.worker = worker;
    this.node = node;
    this.lease = lease;
    this.range = range;
    this.call = call;
    this.means = means;
    this.nanos = means.nanos();
    this.end = end;
    this.draft = call.draft();
    this.groupMax = Math.max(1, lease.terms().batchSize());
    this.claims = new Claims(range, lease.limit());
  }

  /** The worker that carries it out. */
  public int worker() {
    return worker;
  }

  /** The lease that it is of. */
  public LeaseWork lease() {
    return lease;
  }

  /** What is left of it to claim. */
  public TaskRange range() {
    return range;
  }

  /** Where the watch meets it. */
  public RunningCall call() {
    return call;
  }

  @Override
  public void run() {
    call.sit();
    Throwable broke = null;
    try {
      broke = work();
    } catch (RunningCall.Abandonment gone) {
      end.threadEnded(this, true);
      return;
    } catch (Throwable defect) {
      claims.unused();
      broke = defect;
    }
    var rest = call.leave(broke);
    end.threadEnded(this, rest == null);
    if (rest != null) {
      node.runEnded(lease, rest);
      end.ended(this, broke);
    }
  }

  /** The watch has given this run's thread up. */
  void abandoned(Outcomes left) {
    node.runEnded(lease, left);
    end.ended(this, null);
  }

  private @Nullable Throwable work() throws RunningCall.Abandonment {
    beganAt = nanos.getAsLong();
    var unrunnable = lease.whyUnrunnable();
    var job = lease.job();
    if (unrunnable != null) {
      failAll(unrunnable);
      return null;
    }
    return work(Objects.requireNonNull(job, "a lease runs once it has been made ready"));
  }

  private <I, O> @Nullable Throwable work(OpenJob<I, O> job) throws RunningCall.Abandonment {
    return switch (job.handler()) {
      case TaskHandler<I, O> handler -> oneByOne(job.operation(), handler);
      case BulkHandler<I, O> handler -> inGroups(job.operation(), handler);
      case ReduceHandler<I, O> handler -> reduce(job.operation(), handler);
    };
  }

  private void failAll(TaskError error) throws RunningCall.Abandonment {
    for (int place = range.claim(); place >= 0; place = range.claim()) {
      call.begin(place, place + 1, beganAt);
      int task = lease.task(place);
      draft.failed(task, lease.attempt(task), error, 0);
      endedAt = nanos.getAsLong();
      endCall();
    }
  }

  private <I, O> @Nullable Throwable oneByOne(
      BoundOperation<?, I, O> operation, TaskHandler<I, O> handler) throws RunningCall.Abandonment {
    var cursor = lease.inputs().new Cursor();
    for (int place = claims.one(); place >= 0; place = claims.one()) {
      call.begin(place, place + 1, beganAt);
      var context = new RunningTask(lease, call, lease.task(place), beganAt);
      Throwable thrown = null;
      try {
        cursor.moveTo(lease.task(place));
        I input = operation.readInput(cursor.bytes(), cursor.offset(), cursor.length());
        O result = handler.handle(input, context);
        write(operation, result);
      } catch (Throwable e) {
        thrown = e;
      }
      endedAt = nanos.getAsLong();
      claims.ended(thrown, call, beganAt);
      settle(context, thrown, 1);
      endCall();
      if (thrown instanceof Error) {
        return thrown;
      }
    }
    return null;
  }

  private <I, O> @Nullable Throwable inGroups(
      BoundOperation<?, I, O> operation, BulkHandler<I, O> handler) throws RunningCall.Abandonment {
    var cursor = lease.inputs().new Cursor();
    for (var span = claims.group(groupMax); !span.isEmpty(); span = claims.group(groupMax)) {
      call.begin(span.from(), span.to(), beganAt);
      var inputs = new ArrayList<I>(span.size());
      var contexts = new ArrayList<RunningTask>(span.size());
      var refusals = new ArrayList<Runnable>(0);
      for (int place = span.from(); place < span.to(); place++) {
        var context = new RunningTask(lease, call, lease.task(place), beganAt);
        try {
          cursor.moveTo(lease.task(place));
          inputs.add(operation.readInput(cursor.bytes(), cursor.offset(), cursor.length()));
          contexts.add(context);
        } catch (Exception e) { // the others of the group are not to suffer
          int group = span.size();
          refusals.add(() -> settle(context, e, group));
        }
      }
      var broke = inputs.isEmpty() ? null : group(operation, handler, inputs, contexts);
      claims.unused(); // where no input could be read
      refusals.forEach(Runnable::run);
      endedAt = nanos.getAsLong();
      endCall();
      if (broke != null) {
        return broke;
      }
    }
    return null;
  }

  /** A reduce job has one task; another of its attempts is another run. */
  private <I, O> @Nullable Throwable reduce(
      BoundOperation<?, I, O> operation, ReduceHandler<I, O> handler)
      throws RunningCall.Abandonment {
    for (int place = range.claim(); place >= 0; place = range.claim()) {
      call.begin(place, place + 1, beganAt);
      var context = new RunningTask(lease, call, lease.task(place), beganAt);
      Throwable thrown = null;
      try (var results = new ResultStream<>(lease.terms(), operation, means, call.calls())) {
        O result = handler.reduce(results, context);
        results.requireUnbroken();
        write(operation, result);
      } catch (Throwable e) {
        thrown = e;
      }
      endedAt = nanos.getAsLong();
      settle(context, thrown, 1);
      endCall();
      if (thrown instanceof Error) {
        return thrown;
      }
    }
    return null;
  }

  private <I, O> @Nullable Error group(
      BoundOperation<?, I, O> operation,
      BulkHandler<I, O> handler,
      List<I> inputs,
      List<RunningTask> contexts) {
    int tasks = contexts.size();
    try {
      var verdicts = handler.handle(inputs, List.<TaskContext>copyOf(contexts));
      endedAt = nanos.getAsLong();
      claims.ended(verdicts, call, beganAt);
      if (verdicts.size() != tasks) {
        throw new Unstorable(Failures.verdictMismatch(verdicts.size(), tasks));
      }
      for (int at = 0; at < tasks; at++) {
        judge(operation, verdicts.get(at), contexts.get(at), tasks);
      }
      return null;
    } catch (Throwable e) {
      // What was written of the group's verdicts so far is void: one call, one end.
      draft.clear();
      endedAt = nanos.getAsLong();
      claims.ended(e, call, beganAt);
      contexts.forEach(context -> settle(context, e, tasks));
      return e instanceof Error error ? error : null;
    }
  }

  private <O> void judge(
      BoundOperation<?, ?, O> operation, Verdict<O> verdict, RunningTask context, int group) {
    Exception thrown = null;
    switch (verdict) {
      case Verdict.Succeeded<O>(var result) -> {
        try {
          write(operation, result);
        } catch (Unstorable e) {
          thrown = e;
        }
      }
      case Verdict.Failed<O>(var failure) -> thrown = failure;
    }
    settle(context, thrown, group);
  }

  private <O> void write(BoundOperation<?, ?, O> operation, O result) throws Unstorable {
    try {
      operation.writeResult(result, draft);
    } catch (IOException | RuntimeException e) {
      throw new Unstorable(
          draft.overflowed()
              ? Failures.resultTooLarge(draft.resultMax())
              : Failures.unwritableResult(e));
    }
  }

  /** Puts one attempt's end into the draft. The time includes reading and writing the JSON. */
  private void settle(RunningTask context, @Nullable Throwable thrown, int group) {
    long micros = ((endedAt - beganAt) / group + 500) / 1_000;
    int task = (int) context.task();
    if (thrown == null) {
      draft.succeeded(task, context.attempt(), micros);
      var counters = context.takeCounters();
      if (!counters.isEmpty()) {
        draft.count(counters);
      }
    } else {
      var error = thrown instanceof Unstorable known ? known.error : Failures.of(thrown);
      draft.failed(task, context.attempt(), error, micros);
    }
  }

  private void endCall() throws RunningCall.Abandonment {
    beganAt = endedAt;
    var ripe = call.end(draft, endedAt);
    draft.clear();
    if (ripe != null) {
      node.ended(lease, ripe);
    }
  }

  /** A result that cannot be kept, for reasons of ours. */
  private static final class Unstorable extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient TaskError error;

    private Unstorable(TaskError error) {
      super(error.message(), null, false, false);
      this.error = error;
    }
  }
}
