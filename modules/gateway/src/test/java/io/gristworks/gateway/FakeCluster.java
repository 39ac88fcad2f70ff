package io.gristworks.gateway;

import io.gristworks.core.batch.AppendKey;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.PauseReason;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.batch.Status;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.Counts;
import io.gristworks.core.view.JobDetail;
import io.gristworks.core.view.JobReason;
import io.gristworks.core.view.JobStatus;
import io.gristworks.core.view.NodeLoad;
import io.gristworks.core.view.NodeStatus;
import io.gristworks.core.view.OutcomePage;
import io.gristworks.core.view.QueueStatus;
import io.gristworks.engine.protocol.Cluster;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.engine.protocol.CoordinatorReply.TaskState;
import io.gristworks.engine.protocol.TaskAtWork;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Coordinators that accept what they are told and run nothing. Tests say how tasks end. */
final class FakeCluster implements Cluster {
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  /** A batch: what was submitted, and what tests have made of it. */
  static final class Entry {
    BatchSpec spec;
    boolean open;
    final List<InputPart> inputs = new ArrayList<>();
    final Map<String, String> keys = new HashMap<>();
    final List<BatchCommand> commands = new ArrayList<>();
    final List<io.gristworks.core.batch.ErrorGroup> errors = new ArrayList<>();
    JobDetail detail = JobDetail.NONE;
    final List<SegmentRef> segments = new ArrayList<>();
    final List<OutcomePage.Quarantined> quarantined = new ArrayList<>();
    final List<TaskAtWork> running = new ArrayList<>();
    TaskSet leased = TaskSet.empty();
    TaskSet succeeded = TaskSet.empty();
    TaskSet failed = TaskSet.empty();
    Status status = Status.QUEUED;
    long revision = 1;

    Entry(BatchSpec spec, boolean open, List<InputPart> inputs) {
      this.spec = spec;
      this.open = open;
      this.inputs.addAll(inputs);
    }
  }

  final Map<String, Entry> batches = new HashMap<>();
  final List<QueueStatus.WaitingJob> waiting =
      new ArrayList<>(List.of(new QueueStatus.WaitingJob("default", "b", 0, "raw", 4, 7)));
  boolean silent;
  int submissions;
  int pageSize = 2;
  private CompletableFuture<Void> changed = new CompletableFuture<>();

  /** Changes the first job of a batch, and wakes who waits for that. */
  synchronized void change(String batch, java.util.function.Consumer<Entry> how) {
    var entry = Objects.requireNonNull(batches.get(batch));
    how.accept(entry);
    entry.revision++;
    var waiting = changed;
    changed = new CompletableFuture<>();
    waiting.complete(null);
  }

  synchronized Entry entry(String batch) {
    return Objects.requireNonNull(batches.get(batch));
  }

  private static <T> CompletionStage<T> now(T answer) {
    return CompletableFuture.completedFuture(answer);
  }

  @Override
  public void expect(BatchId batch) {}

  @Override
  public synchronized CompletionStage<CoordinatorReply.ToBatch> submit(
      BatchId batch, BatchSpec spec, boolean open, List<InputPart> inputs) {
    if (silent) {
      return CompletableFuture.failedFuture(
          new NoAnswer("coordinator of " + batch, new IllegalStateException("5 s")));
    }
    submissions++;
    var before = batches.putIfAbsent(batch.value(), new Entry(spec, open, inputs));
    if (before != null && !before.spec.digest().equals(spec.digest())) {
      return now(new CoordinatorReply.Refused(new Refusal.KeyUsedOtherwise(batch.value())));
    }
    return now(new CoordinatorReply.Standing(standing(batch.value()), before != null));
  }

  @Override
  public synchronized CompletionStage<CoordinatorReply.ToBatch> append(
      BatchId batch, String job, InputPart part, @Nullable AppendKey key) {
    var entry = entry(batch.value());
    var before = key == null ? null : entry.keys.get(job + '/' + key.key());
    boolean repeated = before != null;
    if (key != null && before != null && !before.equals(key.digest())) {
      return now(new CoordinatorReply.Refused(new Refusal.AppendKeyUsedOtherwise(job, key.key())));
    }
    if (!repeated && !entry.open) {
      return now(new CoordinatorReply.Refused(new Refusal.AlreadySealed(batch.value())));
    }
    if (!repeated) {
      if (key != null) {
        entry.keys.put(job + '/' + key.key(), key.digest());
      }
      entry.inputs.add(part);
    }
    return now(new CoordinatorReply.Standing(standing(batch.value()), repeated));
  }

  @Override
  public synchronized CompletionStage<CoordinatorReply.ToBatch> seal(
      BatchId batch, SortedMap<String, Long> expected) {
    var entry = entry(batch.value());
    for (var each : expected.entrySet()) {
      long arrived = tasks(entry, entry.spec.indexOf(each.getKey()));
      if (arrived != each.getValue()) {
        return now(
            new CoordinatorReply.Refused(
                new Refusal.CountMismatch(each.getKey(), each.getValue(), arrived)));
      }
    }
    boolean repeated = !entry.open;
    entry.open = false;
    return now(new CoordinatorReply.Standing(standing(batch.value()), repeated));
  }

  @Override
  public synchronized CompletionStage<CoordinatorReply.ToBatch> control(
      BatchId batch, BatchCommand command) {
    var entry = entry(batch.value());
    entry.commands.add(command);
    switch (command) {
      case BatchCommand.Cancel _ -> entry.status = Status.CANCELLED;
      case BatchCommand.AddJob(var job) -> {
        var jobs = new ArrayList<>(entry.spec.jobs());
        boolean repeated = jobs.contains(job);
        if (!repeated) {
          jobs.add(job);
        }
        entry.spec =
            new BatchSpec(
                entry.spec.tenant(),
                entry.spec.name(),
                entry.spec.labels(),
                jobs,
                entry.spec.digest());
        return now(new CoordinatorReply.Standing(standing(batch.value()), repeated));
      }
      case BatchCommand.Pause(_, var by, var reason) -> {
        entry.status = Status.PAUSED;
        entry.detail =
            new JobDetail(
                new io.gristworks.core.batch.Pause(new PauseReason.Asked(by, reason), NOON),
                null,
                List.of(),
                null,
                null,
                io.gristworks.core.batch.JobLimits.NONE,
                0,
                0,
                null);
      }
      case BatchCommand.Resume _ -> {
        entry.status = Status.RUNNING;
        entry.detail = JobDetail.NONE;
      }
      case BatchCommand.SetPriority _,
          BatchCommand.SetLimits _,
          BatchCommand.SetDeadline _,
          BatchCommand.RetryFailed _ -> {}
    }
    return status(batch);
  }

  @Override
  public synchronized CompletionStage<CoordinatorReply.ToBatch> status(BatchId batch) {
    if (!batches.containsKey(batch.value())) {
      return now(new CoordinatorReply.Refused(new Refusal.UnknownBatch(batch.value())));
    }
    return now(new CoordinatorReply.Standing(standing(batch.value()), false));
  }

  @Override
  public synchronized CompletionStage<CoordinatorReply.ToBatch> statusAfter(
      BatchId batch, long revision) {
    return entry(batch.value()).revision > revision
        ? status(batch)
        : changed.thenCompose(_ -> status(batch));
  }

  @Override
  public synchronized CompletionStage<CoordinatorReply.ToSegments> segments(
      BatchId batch, String job, int from) {
    var entry = entry(batch.value());
    int end = Math.min(entry.segments.size(), from + pageSize);
    return now(
        new CoordinatorReply.SegmentPage(
            entry.revision,
            entry.spec.indexOf(job),
            tasks(entry, entry.spec.indexOf(job)),
            new OutcomePage(
                List.copyOf(entry.segments.subList(from, end)),
                end < entry.segments.size() ? end : -1,
                entry.succeeded,
                entry.failed,
                TaskSet.empty(),
                from == 0 ? List.copyOf(entry.quarantined) : List.of())));
  }

  @Override
  public synchronized CompletionStage<CoordinatorReply.ToInputs> inputs(
      BatchId batch, String job, int from) {
    var entry = entry(batch.value());
    var all = inputs(entry, entry.spec.indexOf(job));
    int end = Math.min(all.size(), from + 1);
    return now(new CoordinatorReply.InputPage(all.subList(from, end), end < all.size() ? end : -1));
  }

  @Override
  public synchronized CompletionStage<CoordinatorReply.ToTasks> tasks(
      BatchId batch, String job, @Nullable TaskState state, int from, int limit) {
    var entry = entry(batch.value());
    int total = tasks(entry, entry.spec.indexOf(job));
    var found =
        IntStream.range(from, total)
            .mapToObj(task -> standing(entry, task))
            .filter(task -> state == null || task.state() == state)
            .limit(limit + 1L)
            .toList();
    boolean more = found.size() > limit;
    return now(
        new CoordinatorReply.TaskPage(
            entry.spec.indexOf(job),
            total,
            more ? found.subList(0, limit) : found,
            more ? found.get(limit).task() : -1,
            limit == 1 ? List.copyOf(entry.segments) : List.of()));
  }

  @Override
  public synchronized CompletionStage<List<TaskAtWork>> running(
      BatchId batch, String job, int from, int limit) {
    return now(
        entry(batch.value()).running.stream()
            .filter(each -> each.task() >= from)
            .limit(limit)
            .toList());
  }

  private static CoordinatorReply.TaskStanding standing(Entry entry, int task) {
    var state =
        entry.succeeded.contains(task)
            ? TaskState.SUCCEEDED
            : entry.failed.contains(task)
                ? TaskState.FAILED
                : entry.leased.contains(task) ? TaskState.LEASED : TaskState.PENDING;
    var suspicion =
        entry.quarantined.stream()
            .filter(each -> each.task() == task)
            .map(OutcomePage.Quarantined::evidence)
            .findFirst()
            .orElse(null);
    return new CoordinatorReply.TaskStanding(task, state, 0, null, null, suspicion);
  }

  private volatile QueueStatus.Load load = new QueueStatus.Load(false, 0, 0, 0, 3, List.of());

  /** The tenant {@code default} has so many tasks waiting, of which so many are done a second. */
  void waits(long tasks, double perSecond) {
    var tenant = new QueueStatus.TenantLoad("default", 1, tasks, tasks, 0);
    load = new QueueStatus.Load(false, 0, perSecond, perSecond, 3, List.of(tenant));
  }

  @Override
  public CompletionStage<List<QueueStatus>> queues() {
    return now(List.of(new QueueStatus("default", 7, 1.5, 0.5, 2, 4, List.copyOf(waiting), load)));
  }

  @Override
  public CompletionStage<List<NodeStatus>> workers() {
    return now(List.of(ana()));
  }

  private boolean draining;

  private NodeStatus ana() {
    return new NodeStatus(
        "ana:1", NOON, 8, 2, 3, 1, 100, 0, 5, 0, draining, List.of("raw"), NodeLoad.UNKNOWN);
  }

  @Override
  public CompletionStage<Optional<NodeStatus>> drain(String node, boolean on) {
    if (!node.equals("ana:1")) {
      return now(Optional.empty());
    }
    draining = on;
    return now(Optional.of(ana()));
  }

  private static List<InputPart> inputs(Entry entry, int job) {
    return entry.inputs.stream().filter(part -> part.job() == job).toList();
  }

  private static int tasks(Entry entry, int job) {
    return inputs(entry, job).stream().mapToInt(InputPart::tasks).sum();
  }

  private BatchStatus standing(String id) {
    var entry = entry(id);
    var jobs = new ArrayList<JobStatus>();
    for (int at = 0; at < entry.spec.jobs().size(); at++) {
      var spec = entry.spec.jobs().get(at);
      long total = tasks(entry, at);
      long done = at == 0 ? entry.succeeded.size() : 0;
      long failed = at == 0 ? entry.failed.size() : 0;
      var counts = new Counts(total, total - done - failed, 0, 0, done, failed, 0);
      jobs.add(
          new JobStatus(
              spec.name(),
              spec.operation(),
              spec.queue(),
              spec.priority(),
              spec.afterNames(),
              entry.status,
              new JobReason.AllSucceeded(),
              counts,
              null,
              null,
              done,
              1500,
              2.5,
              -1,
              new TreeMap<>(),
              at == 0 ? List.copyOf(entry.errors) : List.of(),
              at == 0 ? entry.detail : JobDetail.NONE));
    }
    return new BatchStatus(
        id,
        entry.spec.tenant(),
        entry.spec.name(),
        entry.spec.labels(),
        entry.status,
        NOON,
        null,
        null,
        entry.revision,
        jobs,
        List.of());
  }
}
