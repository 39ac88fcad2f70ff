package io.gristworks.gateway.explain;

import static io.gristworks.gateway.explain.Phrases.are;
import static io.gristworks.gateway.explain.Phrases.at;
import static io.gristworks.gateway.explain.Phrases.count;
import static io.gristworks.gateway.explain.Phrases.until;

import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.JobStatus;
import io.gristworks.core.view.NodeStatus;
import io.gristworks.core.view.QueueStatus;
import io.gristworks.gateway.explain.Reason.Kind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The reasons of a job that may run: what it does, and what its pending tasks wait for. */
final class WorkReasons {
  private final BatchStatus batch;
  private final JobStatus job;
  private final Surroundings around;
  private final List<Reason> reasons;

  WorkReasons(BatchStatus batch, JobStatus job, Surroundings around, List<Reason> reasons) {
    this.batch = batch;
    this.job = job;
    this.around = around;
    this.reasons = reasons;
  }

  void add() {
    var counts = job.counts();
    if (counts.leased() > 0) {
      running();
    }
    if (counts.pending() > 0) {
      pending();
    }
    if (counts.waitingRetry() > 0) {
      retries();
    }
    if (counts.total() == counts.completed()) {
      reason(Kind.WAITS_FOR_RESULTS, "it " + ReasonText.of(job.reason()), Map.of());
    }
    var canary = job.detail().canary();
    if (canary != null) {
      reason(Kind.CANARY, "of its failed tasks " + ReasonText.of(canary), Map.of());
    }
  }

  private void reason(Kind kind, String sentence, Map<String, Object> figures) {
    reasons.add(new Reason(kind, sentence, figures));
  }

  private void running() {
    var started = job.startedAt();
    var figures = new TreeMap<String, Object>(Map.of("leased", job.counts().leased()));
    var since = "";
    if (started != null) {
      figures.put("started_at", started);
      since = "; the job runs since " + at(started);
    }
    reason(Kind.RUNNING, are(job.counts().leased(), "task") + " with workers" + since, figures);
  }

  private void pending() {
    var able = around.ableTo(job.operation());
    var ready = able.stream().filter(node -> !node.draining()).toList();
    if (ready.isEmpty()) {
      noWorker(able);
      return;
    }
    int before = reasons.size();
    limits();
    new NodeReasons(job, ready, reasons).add();
    var queue = around.queue(job.queue());
    queue.ifPresent(it -> new LimitReasons(batch.tenant(), job, it, reasons).add());
    queue.ifPresent(this::position);
    int workers = ready.stream().mapToInt(NodeStatus::workers).sum();
    int busy = ready.stream().mapToInt(NodeStatus::busyWorkers).sum();
    if (busy >= workers) {
      reason(
          Kind.WORKERS_BUSY,
          "all " + count(workers, "worker") + " that run " + job.operation() + " are busy",
          Map.of("workers", workers, "busy_workers", busy));
    }
    if (reasons.size() == before) {
      reason(
          Kind.TO_BE_HANDED_OUT,
          count(job.counts().pending(), "pending task")
              + " of it come next in queue "
              + job.queue(),
          Map.of("pending", job.counts().pending(), "workers", workers, "busy_workers", busy));
    }
  }

  private void noWorker(List<NodeStatus> able) {
    if (able.isEmpty()) {
      reason(
          Kind.NO_WORKER,
          "no worker node runs operation "
              + job.operation()
              + "; there "
              + (around.nodes().size() == 1
                  ? "is 1 node"
                  : "are " + around.nodes().size() + " nodes"),
          Map.of("operation", job.operation(), "nodes", around.nodes().size()));
    } else {
      reason(
          Kind.WORKERS_DRAIN,
          "every worker node that runs " + job.operation() + " is draining and takes no more work",
          Map.of("operation", job.operation(), "nodes", able.size()));
    }
  }

  private void limits() {
    var limits = job.detail().limits();
    if (limits.maxConcurrent() > 0 && job.counts().leased() >= limits.maxConcurrent()) {
      reason(
          Kind.LIMIT_REACHED,
          "at most " + count(limits.maxConcurrent(), "task") + " of it may go on at once, and do",
          Map.of("max_concurrent", limits.maxConcurrent(), "leased", job.counts().leased()));
    }
    if (limits.perSecond() > 0) {
      reason(
          Kind.LIMIT_REACHED,
          "at most " + limits.perSecond() + " tasks of it are handed out a second",
          Map.of("per_second", limits.perSecond(), "pending", job.counts().pending()));
    }
  }

  private void position(QueueStatus queue) {
    int place = 0;
    int higher = 0;
    int mine = batch.jobs().indexOf(job);
    long ahead = 0;
    for (var other : queue.jobs()) {
      if (other.batch().equals(batch.id()) && other.job() == mine) {
        break;
      }
      place++;
      ahead += other.pendingTasks();
      higher += other.weight() > job.priority().weight() ? 1 : 0;
    }
    if (place == queue.jobs().size() && place < 100) {
      return; // the pool will hear of it within seconds, or has just given all of it away
    }
    if (place > 0) {
      reason(
          Kind.QUEUE_POSITION,
          "it is behind "
              + count(place, "job")
              + " in queue "
              + queue.queue()
              + ", with "
              + count(ahead, "pending task")
              + (higher == 0 ? "" : "; " + higher + " of them have a higher share"),
          Map.of("ahead", place, "higher_share", higher, "tasks_ahead", ahead));
    }
  }

  private void retries() {
    var figures = new TreeMap<String, Object>(Map.of("waiting", job.counts().waitingRetry()));
    var next = around.nextRetry();
    if (next != null) {
      figures.put("next", next);
    }
    reason(
        Kind.RETRY_DUE,
        count(job.counts().waitingRetry(), "failed task")
            + (job.counts().waitingRetry() == 1 ? " waits" : " wait")
            + " for the next attempt"
            + (next == null
                ? ""
                : ", the first is due at " + at(next) + ", " + until(next, around.now())),
        figures);
  }
}
