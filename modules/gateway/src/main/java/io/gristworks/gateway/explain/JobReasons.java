package io.gristworks.gateway.explain;

import static io.gristworks.gateway.explain.Phrases.are;
import static io.gristworks.gateway.explain.Phrases.at;
import static io.gristworks.gateway.explain.Phrases.count;
import static io.gristworks.gateway.explain.Phrases.until;

import io.gristworks.core.batch.Awaited;
import io.gristworks.core.batch.ErrorGroup;
import io.gristworks.core.batch.Status;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.JobReason;
import io.gristworks.core.view.JobStatus;
import io.gristworks.gateway.explain.Reason.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Gathers the reasons of one job: first what holds it back whatever the workers do. */
final class JobReasons {
  private final BatchStatus batch;
  private final JobStatus job;
  private final Surroundings around;
  private final List<Reason> reasons = new ArrayList<>();

  JobReasons(BatchStatus batch, JobStatus job, Surroundings around) {
    this.batch = batch;
    this.job = job;
    this.around = around;
  }

  List<Reason> all() {
    if (job.status().isFinal()) {
      add(
          Kind.FINISHED,
          "it has ended: " + ReasonText.of(job.reason()),
          Map.of("status", lower(job.status())));
      failures();
      return reasons;
    }
    if (job.reason() instanceof JobReason.Cancelling(var why)) {
      add(
          Kind.ENDING,
          "it is being cancelled ("
              + ReasonText.of(why)
              + "); "
              + are(job.counts().leased(), "task")
              + " still with workers",
          Map.of("leased", job.counts().leased()));
      return reasons;
    }
    heldBack();
    if (reasons.isEmpty()) {
      new WorkReasons(batch, job, around, reasons).add();
    } else if (job.counts().leased() > 0) {
      add(
          Kind.RUNNING,
          are(job.counts().leased(), "task") + " with workers from before, and may end",
          Map.of("leased", job.counts().leased()));
    }
    failures();
    if (reasons.isEmpty()) {
      add(Kind.TO_BE_HANDED_OUT, ReasonText.of(job.reason()), Map.of());
    }
    return reasons;
  }

  private void add(Kind kind, String sentence, Map<String, Object> figures) {
    reasons.add(new Reason(kind, sentence, figures));
  }

  private void heldBack() {
    var detail = job.detail();
    if (batch.status() == Status.CREATED) {
      add(
          Kind.OPEN,
          "its batch is open and still takes tasks; it runs once the batch is sealed",
          Map.of("tasks", job.counts().total()));
    }
    var pause = detail.paused();
    if (pause != null) {
      var by = ReasonText.by(pause.reason());
      var why = ReasonText.of(pause.reason());
      add(
          Kind.PAUSED,
          "it was paused by " + by + " at " + at(pause.at()) + (why.isEmpty() ? "" : ": " + why),
          Map.of("by", by, "reason", why, "at", pause.at()));
    }
    detail.waitingFor().forEach(this::waitsFor);
    var start = detail.startAt();
    if (start != null) {
      add(
          Kind.START_TIME,
          "it starts at " + at(start) + ", " + until(start, around.now()),
          Map.of("start_at", start));
    }
  }

  private void waitsFor(Awaited awaited) {
    var sentence = "it waits for " + ReasonText.of(awaited);
    switch (awaited) {
      case Awaited.OtherBatch(var other, _) ->
          add(Kind.WAITS_FOR_BATCH, sentence, Map.of("batch", other));
      case Awaited.Job(var name, _) -> {
        var other = batch.jobs().stream().filter(it -> it.name().equals(name)).findFirst();
        var figures = new TreeMap<String, Object>(Map.of("job", name));
        other.ifPresent(it -> figures.putAll(progress(it)));
        add(Kind.WAITS_FOR_JOB, sentence + other.map(JobReasons::told).orElse(""), figures);
      }
    }
  }

  private static Map<String, Object> progress(JobStatus other) {
    return Map.of(
        "status", lower(other.status()),
        "completed", other.counts().completed(),
        "total", other.counts().total());
  }

  private static String told(JobStatus other) {
    return ", which is "
        + lower(other.status())
        + ", "
        + String.format(Locale.ROOT, "%,d", other.counts().completed())
        + " of "
        + count(other.counts().total(), "task")
        + " done";
  }

  private static String lower(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  /** What is known of nodes that died. */
  private void failures() {
    var detail = job.detail();
    if (!job.status().isFinal() && detail.suspects() > 0) {
      add(
          Kind.SUSPECT,
          count(detail.suspects(), "task")
              + " must run alone, because a node died that ran "
              + (detail.suspects() == 1 ? "it" : "them"),
          Map.of("suspects", detail.suspects()));
    }
    if (detail.quarantined() > 0) {
      var evidence =
          job.errors().stream().filter(group -> group.kind().equals(ErrorGroup.POISON)).findFirst();
      add(
          Kind.QUARANTINED,
          are(detail.quarantined(), "task")
              + " quarantined, because nodes died that ran them"
              + evidence
                  .map(group -> "; task " + group.sampleTask() + " " + group.sampleMessage())
                  .orElse(""),
          Map.of("quarantined", detail.quarantined()));
    }
  }
}
