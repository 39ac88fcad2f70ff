package io.gristworks.core.batch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whom in one batch, resolved to places, and whether it is so far. Cheap to ask again
 * and again: nothing is looked at twice before a job, or an awaited batch, has ended.
 */
final class Dependencies {
  private final Batch batch;
  private final List<List<Edge>> edges = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final Map<String, AwaitedEnd> ended = new LinkedHashMap<>();
  private long changes = 1;
  private long lostAsOf;

  private record Edge(int job, Condition condition) {}

  Dependencies(Batch batch) {
    this.batch = batch;
  }

  /** Notices jobs that have come; a job can wait for such as come with it, or were before. */
  void resolve(List<JobSpec> jobs) {
    for (int at = edges.size(); at < jobs.size(); at++) {
      places.put(jobs.get(at).name(), at);
    }
    for (int at = edges.size(); at < jobs.size(); at++) {
      var job = jobs.get(at);
      var source = job.source();
      var mine = new ArrayList<Edge>();
      job.after().forEach(needed -> mine.add(new Edge(place(needed.job()), needed.condition())));
      if (source.kind() == TaskSource.Kind.COLLECTED && !job.afterNames().contains(source.job())) {
        mine.add(new Edge(place(source.job()), Condition.COMPLETED));
      }
      edges.add(mine);
    }
  }

  private int place(String job) {
    Integer place = places.get(job);
    if (place == null) {
      throw new IllegalStateException("batch " + batch.id() + " has no job " + job);
    }
    return place;
  }

  /** Another batch has ended: is it one that is waited for? */
  Decision decide(AwaitedEnd end, Instant now) {
    if (!batch.exists()) {
      return new Decision.Refused(new Refusal.UnknownBatch(batch.id().value()));
    }
    return awaits().contains(end.batch())
        ? Decision.Accepted.of(new ControlEvent.AwaitedBatchEnded(end, now))
        : new Decision.AlreadyTrue();
  }

  void ended(AwaitedEnd end) {
    ended.putIfAbsent(end.batch(), end);
  }

  /**
   * A job has ended, or another batch, or the batch has jobs, or no more: releases what may begin.
   * What has been released once stays so, whatever becomes of what it waited for.
   */
  void changed() {
    changes++;
    for (int at = 0; !batch.isOpen() && at < batch.jobs().size(); at++) {
      var job = batch.jobs().get(at);
      if (!job.dependencies().released() && !job.control().isOver() && hold(at)) {
        job.dependencies().release(fanIn(at));
      }
    }
  }

  /**
   * A job that had ended goes on: it takes what its source has brought since, or will. While it was
   * cancelled it heard of none of that.
   */
  void reopened(int job) {
    int source = sourceOf(job);
    if (source >= 0) {
      var giver = batch.jobs().get(source);
      var taker = batch.jobs().get(job);
      if (giver.finishedAt() == null
          || giver.segments().size() > taker.dependencies().derivedSegments()) {
        taker.expectMore();
      }
    }
  }

  /** A job that had ended goes on, and with it all that takes its tasks from it. */
  void goOn(int source) {
    changes++;
    for (int at = 0; at < batch.jobs().size(); at++) {
      var job = batch.jobs().get(at);
      if (sourceOf(at) == source && job.expectMore()) {
        goOn(at);
      }
    }
  }

  /** The results that are to become tasks of {@code job} next, if there are any and it is time. */
  Optional<ResultFeed> feed(int job) {
    var taker = batch.jobs().get(job);
    var dependencies = taker.dependencies();
    if (taker.control().isOver() || !dependencies.expectsTasks() || !dependencies.released()) {
      return Optional.empty();
    }
    int source = sourceOf(job);
    int from = dependencies.derivedSegments();
    int end = batch.jobs().get(source).segments().size();
    return from < end ? Optional.of(new ResultFeed(source, from, end)) : Optional.empty();
  }

  List<AwaitedEnd> awaited() {
    return List.copyOf(ended.values());
  }

  /** The place of the job that {@code job} takes its tasks from, or -1. */
  int sourceOf(int job) {
    var source = batch.jobs().get(job).spec().source();
    return source.derives() ? place(source.job()) : -1;
  }

  /** Whether all that {@code job} waits for has ended as it must. */
  private boolean hold(int job) {
    return batch.spec().afterBatches().stream().allMatch(this::holds)
        && edges.get(job).stream().allMatch(this::holds);
  }

  private boolean holds(Edge edge) {
    var needed = batch.jobs().get(edge.job);
    return needed.finishedAt() != null
        && edge.condition.holds(needed.status(false, false), needed.failed().getCardinality());
  }

  private boolean holds(BatchDependency needed) {
    var end = ended.get(needed.batch());
    return end != null && needed.condition().holds(end.status(), end.failed());
  }

  /** What {@code job} receives from those it waits for, as of now. */
  private List<JobStateSnapshot.FanIn> fanIn(int job) {
    if (batch.jobs().get(job).spec().source().kind() != TaskSource.Kind.REDUCED) {
      return List.of();
    }
    return edges.get(job).stream()
        .map(Edge::job)
        .distinct()
        .map(at -> new JobStateSnapshot.FanIn(at, batch.jobs().get(at).segments().size()))
        .toList();
  }

  /** The jobs whose conditions can no longer hold, and why; each time the same until applied. */
  Map<Integer, SkipReason> lost() {
    var lost = new LinkedHashMap<Integer, SkipReason>();
    if (batch.isOpen() || lostAsOf == changes) {
      return lost;
    }
    var lostBatch = lostBatch();
    for (int at = 0; at < edges.size(); at++) {
      var job = batch.jobs().get(at);
      if (job.finishedAt() == null && !job.control().isOver() && !isSafe(at)) {
        var why = lostBatch == null ? lossOf(at) : lostBatch;
        if (why != null) {
          lost.put(at, why);
        }
      }
    }
    if (lost.isEmpty()) {
      lostAsOf = changes;
    }
    return lost;
  }

  private @Nullable SkipReason lostBatch() {
    for (var needed : batch.spec().afterBatches()) {
      var end = ended.get(needed.batch());
      if (end != null && !holds(needed)) {
        return loss(needed, end);
      }
    }
    return null;
  }

  private boolean isSafe(int at) {
    return batch.jobs().get(at).dependencies().released()
        && batch.jobs().get(at).spec().source().kind() != TaskSource.Kind.STREAMED;
  }

  private @Nullable SkipReason lossOf(int at) {
    var job = batch.jobs().get(at);
    if (!job.dependencies().released()) {
      for (var edge : edges.get(at)) {
        if (batch.jobs().get(edge.job).finishedAt() != null && !holds(edge)) {
          return loss(batch.jobs().get(edge.job), edge.condition);
        }
      }
    }
    int source = sourceOf(at);
    if (source >= 0 && job.tasks() == 0 && isSkipped(source)) {
      return new SkipReason.SourceSkipped(job.spec().source().job());
    }
    return null;
  }

  private boolean isSkipped(int at) {
    var job = batch.jobs().get(at);
    return job.finishedAt() != null && job.control().skipReason() != null;
  }

  private static SkipReason loss(JobProgress needed, Condition condition) {
    var name = needed.spec().name();
    if (needed.status(false, false) == Status.SKIPPED) {
      return new SkipReason.JobSkipped(name, condition);
    }
    return switch (condition) {
      case SUCCEEDED ->
          new SkipReason.JobNotSucceeded(
              name, needed.tasks() - needed.succeeded().getCardinality());
      case COMPLETED -> new SkipReason.JobCancelled(name);
      case FAILED -> new SkipReason.JobNotFailed(name);
    };
  }

  private static SkipReason loss(BatchDependency needed, AwaitedEnd end) {
    return new SkipReason.BatchEndedOtherwise(
        needed.batch(), needed.condition(), end.status(), end.failed());
  }

  /** The batches that have not ended yet of those that are waited for, each once. */
  List<String> awaits() {
    return batch.spec().afterBatches().stream()
        .map(BatchDependency::batch)
        .filter(id -> !ended.containsKey(id))
        .distinct()
        .toList();
  }

  /** What {@code job} waits for, nothing once it has been released. */
  List<Awaited> waitsFor(int job) {
    var awaited = new ArrayList<Awaited>();
    if (batch.jobs().get(job).dependencies().released()) {
      return awaited;
    }
    for (var needed : batch.spec().afterBatches()) {
      if (!holds(needed)) {
        awaited.add(new Awaited.OtherBatch(needed.batch(), needed.condition()));
      }
    }
    for (var edge : edges.get(job)) {
      if (!holds(edge)) {
        var name = batch.jobs().get(edge.job).spec().name();
        awaited.add(new Awaited.Job(name, edge.condition));
      }
    }
    return awaited;
  }

  /** What is wrong with who waits for whom among {@code jobs}, if anything is. */
  static Optional<Refusal> fault(List<JobSpec> jobs) {
    var cycle = DependencyGraph.findCycle(jobs);
    if (cycle.isPresent()) {
      return Optional.of(new Refusal.Cycle(cycle.get()));
    }
    var names = jobs.stream().map(JobSpec::name).collect(Collectors.toSet());
    var seen = new HashSet<String>();
    for (var job : jobs) {
      for (var name : DependencyGraph.neededBy(job)) {
        if (!names.contains(name)) {
          return Optional.of(new Refusal.UnknownJob(name));
        }
      }
      if (!seen.add(job.name())) {
        return Optional.of(new Refusal.NameTaken(job.name()));
      }
      if (job.source().kind() == TaskSource.Kind.REDUCED && job.after().isEmpty()) {
        return Optional.of(new Refusal.NothingToReduce(job.name()));
      }
    }
    return Optional.empty();
  }
}
