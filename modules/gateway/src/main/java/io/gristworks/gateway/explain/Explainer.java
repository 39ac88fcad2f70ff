package io.gristworks.gateway.explain;

import static io.gristworks.gateway.explain.Phrases.at;
import static io.gristworks.gateway.explain.Phrases.count;
import static io.gristworks.gateway.explain.Phrases.until;

import io.gristworks.core.batch.Status;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.JobStatus;
import io.gristworks.gateway.explain.Reason.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Says why. Pure; O(jobs) for a batch, else O(jobs in the queue + nodes). */
public final class Explainer {
  private Explainer() {}

  /** Why a batch stands where it stands; what keeps its jobs is asked for each. */
  public static List<Reason> batch(BatchStatus batch) {
    var reasons = new ArrayList<Reason>();
    if (batch.status().isFinal()) {
      var status = lower(batch.status());
      reasons.add(new Reason(Kind.FINISHED, "it has ended: " + status, Map.of("status", status)));
      return reasons;
    }
    if (batch.status() == Status.CREATED) {
      reasons.add(
          new Reason(
              Kind.OPEN,
              "it is open and still takes tasks; it runs once it is sealed",
              Map.of("tasks", batch.counts().total())));
    }
    for (var other : batch.waitingFor()) {
      reasons.add(
          new Reason(Kind.WAITS_FOR_BATCH, "it waits for batch " + other, Map.of("batch", other)));
    }
    reasons.add(jobs(batch));
    return reasons;
  }

  private static Reason jobs(BatchStatus batch) {
    var by =
        batch.jobs().stream()
            .collect(
                Collectors.groupingBy(
                    job -> lower(job.status()), TreeMap::new, Collectors.counting()));
    var sentence =
        "of its "
            + count(batch.jobs().size(), "job")
            + " "
            + by.entrySet().stream()
                .map(
                    each ->
                        each.getValue()
                            + " "
                            + (each.getValue() == 1 ? "is " : "are ")
                            + each.getKey())
                .collect(Collectors.joining(", "));
    return new Reason(Kind.JOBS, sentence, new TreeMap<String, Object>(by));
  }

  /** Why a job of {@code batch} stands where it stands, the most decisive reason first. */
  public static List<Reason> job(BatchStatus batch, JobStatus job, Surroundings around) {
    return new JobReasons(batch, job, around).all();
  }

  /** Why a task stands where it stands; what keeps its whole job follows. */
  public static List<Reason> task(
      BatchStatus batch, JobStatus job, TaskFacts task, Surroundings around) {
    var reasons = new ArrayList<Reason>();
    var failed = Map.<String, Object>of("failed_attempts", task.failedAttempts());
    var suspicion = task.suspicion();
    switch (task.place()) {
      case SUCCEEDED -> reasons.add(new Reason(Kind.FINISHED, "it has succeeded", failed));
      case CANCELLED -> reasons.add(new Reason(Kind.FINISHED, "it was cancelled", failed));
      case FAILED ->
          reasons.add(
              suspicion == null
                  ? new Reason(
                      Kind.FINISHED,
                      "it was given up after "
                          + count(Math.max(1, task.failedAttempts()), "failed attempt"),
                      failed)
                  : new Reason(
                      Kind.QUARANTINED,
                      "it is quarantined, because it " + suspicion,
                      Map.of("evidence", suspicion)));
      case LEASED -> {
        var node = Objects.requireNonNullElse(task.node(), "a worker node");
        reasons.add(
            new Reason(
                Kind.RUNNING,
                "it is with worker node " + node + ", and runs there or will next",
                Map.of("node", node, "failed_attempts", task.failedAttempts())));
      }
      case WAITING_RETRY -> {
        var due = Objects.requireNonNullElse(task.due(), around.now());
        reasons.add(
            new Reason(
                Kind.RETRY_DUE,
                "it failed "
                    + count(task.failedAttempts(), "time")
                    + " and may be tried again at "
                    + at(due)
                    + ", "
                    + until(due, around.now()),
                Map.of("due", due, "failed_attempts", task.failedAttempts())));
      }
      case PENDING ->
          Explainer.job(batch, job, around).stream()
              .filter(reason -> reason.kind() != Kind.RUNNING)
              .filter(reason -> reason.kind() != Kind.RETRY_DUE)
              .forEach(reasons::add);
    }
    if (suspicion != null && task.place() != TaskFacts.Place.FAILED) {
      reasons.removeIf(reason -> reason.kind() == Kind.SUSPECT);
      reasons.add(
          new Reason(
              Kind.SUSPECT,
              "it must run alone, because it " + suspicion,
              Map.of("evidence", suspicion)));
    }
    if (reasons.isEmpty()) {
      reasons.add(new Reason(Kind.TO_BE_HANDED_OUT, "it comes after others of its job", Map.of()));
    }
    return reasons;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
