package io.gristworks.core.explain;

import static io.gristworks.core.explain.Phrases.are;
import static io.gristworks.core.explain.Phrases.at;
import static io.gristworks.core.explain.Phrases.count;
import static io.gristworks.core.explain.Phrases.until;

import io.gristworks.core.batch.Status;
import io.gristworks.core.explain.Reason.Kind;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.JobStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Gathers the reasons of one job: first what holds it back whatever the workers do. */
final class JobReasons {
  private static final String ENDING = "ending: ";
  private static final String JOB = "job ";

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
          "it has ended: " + job.reason(),
          Map.of("status", job.status().name().toLowerCase(Locale.ROOT)));
      failures();
      return reasons;
    }
    if (job.reason().startsWith(ENDING)) {
      add(
          Kind.ENDING,
          "it is being cancelled ("
              + job.reason().substring(ENDING.length())
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
      add(Kind.TO_BE_HANDED_OUT, job.reason(), Map.of());
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
      add(
          Kind.PAUSED,
          "it was paused by "
              + pause.by()
              + " at "
              + at(pause.at())
              + (pause.reason().isEmpty() ? "" : ": " + pause.reason()),
          Map.of("by", pause.by(), "reason", pause.reason(), "at", pause.at()));
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

  /** {@code job load to succeed}, {@code batch b1 to complete}. */
  private void waitsFor(String phrase) {
    var words = phrase.split(" ", 3);
    var name = words.length > 1 ? words[1] : phrase;
    if (!phrase.startsWith(JOB)) {
      add(Kind.WAITS_FOR_BATCH, "it waits for " + phrase, Map.of("batch", name));
      return;
    }
    var figures = new TreeMap<String, Object>(Map.of("job", name));
    var progress = new StringBuilder();
    batch.jobs().stream()
        .filter(other -> other.name().equals(name))
        .findFirst()
        .ifPresent(
            other -> {
              var status = other.status().name().toLowerCase(Locale.ROOT);
              figures.put("status", status);
              figures.put("completed", other.counts().completed());
              figures.put("total", other.counts().total());
              progress
                  .append(", which is ")
                  .append(status)
                  .append(", ")
                  .append(String.format(Locale.ROOT, "%,d", other.counts().completed()))
                  .append(" of ")
                  .append(count(other.counts().total(), "task"))
                  .append(" done");
            });
    add(Kind.WAITS_FOR_JOB, "it waits for " + phrase + progress, figures);
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
          job.errors().stream()
              .filter(group -> group.kind().equals(io.gristworks.core.batch.ErrorGroup.POISON))
              .findFirst();
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
