package io.gristworks.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A batch or a job as it stood when the server answered. Words that this client does not know stay
 * in the document; what the document does not say is empty or 0.
 *
 * @param document the server's answer, to be read only
 */
public record WorkStatus(JsonNode document) {

  /** Its name; a job's is its batch's with the job's name behind a dot. */
  public WorkId id() {
    return new WorkId(text("id"));
  }

  /** A job's name within its batch, or what the submitter called the batch; may be empty. */
  public String name() {
    return document.hasNonNull("job") ? text("job") : text("name");
  }

  /** What a job does; of a batch empty. */
  public String operation() {
    return text("operation");
  }

  /** Where it stands. */
  public WorkState state() {
    return WorkState.of(text("status"));
  }

  /** Why it is where it is, in a sentence; of a batch its only job's. May be empty. */
  public String reason() {
    var jobs = document.path("jobs");
    return text("reason").isEmpty() && jobs.size() == 1
        ? new WorkStatus(jobs.path(0)).reason()
        : text("reason");
  }

  /** Who paused it, while it is paused. */
  public Optional<String> pausedBy() {
    return Optional.of(document.path("paused").path("by").asText("")).filter(by -> !by.isEmpty());
  }

  /** Where its tasks are. */
  public Counts counts() {
    return Counts.of(document.path("counts"));
  }

  /** How many tasks get their outcome a second, lately; 0 where nothing is known. */
  public double tasksPerSecond() {
    return document.path("tasks_per_second").asDouble();
  }

  /** How long it will take at the rate of now. */
  public Optional<Duration> eta() {
    var seconds = document.path("eta_seconds");
    return seconds.isNumber() && seconds.asDouble() >= 0
        ? Optional.of(Duration.ofMillis(Math.round(seconds.asDouble() * 1000)))
        : Optional.empty();
  }

  /** When it was accepted. */
  public Optional<Instant> createdAt() {
    return instant("created_at");
  }

  /** When its first task was handed out. */
  public Optional<Instant> startedAt() {
    return instant("started_at");
  }

  /** When its last task got its outcome. */
  public Optional<Instant> finishedAt() {
    return instant("finished_at");
  }

  /** From acceptance to the last outcome, of what has finished. */
  public Optional<Duration> took() {
    return createdAt().flatMap(from -> finishedAt().map(to -> Duration.between(from, to)));
  }

  /** What the operations counted, by name; of a batch over all its jobs. */
  public SortedMap<String, Long> counters() {
    var counters = new TreeMap<String, Long>();
    for (var each : eachJob()) {
      each.path("counters")
          .properties()
          .forEach(c -> counters.merge(c.getKey(), c.getValue().asLong(), Long::sum));
    }
    return counters;
  }

  /** Failed attempts by kind; of a batch job after job. */
  public List<ErrorGroup> errors() {
    var groups = new ArrayList<ErrorGroup>();
    for (var each : eachJob()) {
      for (var group : each.path("errors")) {
        groups.add(
            new ErrorGroup(
                group.path("id").asText(group.path("kind").asText()),
                group.path("kind").asText(),
                group.path("count").asLong(),
                group.path("sample_task").asText(),
                group.path("sample_message").asText()));
      }
    }
    return groups;
  }

  /** The number of the last event in its journal; it only grows. */
  public long revision() {
    return document.path("revision").asLong();
  }

  /** A batch's jobs in the submitter's order; of a job none. */
  public List<WorkStatus> jobs() {
    var jobs = new ArrayList<WorkStatus>();
    document.path("jobs").forEach(job -> jobs.add(new WorkStatus(job)));
    return jobs;
  }

  /** How many jobs a batch has; a list tells the number without the jobs. */
  public int jobCount() {
    var jobs = document.path("jobs");
    return jobs.isNumber() ? jobs.asInt() : jobs.size();
  }

  /** How much has its outcome, 0 to 1; empty where there are no tasks. */
  public OptionalDouble share() {
    var counts = counts();
    return counts.total() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) counts.completed() / counts.total());
  }

  private Iterable<JsonNode> eachJob() {
    return document.path("jobs").isEmpty() ? List.of(document) : document.path("jobs");
  }

  private String text(String field) {
    return document.path(field).asText("");
  }

  private Optional<Instant> instant(String field) {
    try {
      return document.hasNonNull(field)
          ? Optional.of(Instant.parse(text(field)))
          : Optional.empty();
    } catch (DateTimeParseException _) {
      return Optional.empty(); // a time is told, not computed with: better none than no status
    }
  }

  /**
   * Where tasks are. The parts add up to {@code total}.
   *
   * @param total all that were accepted
   * @param pending waiting to be handed out
   * @param leased handed out to a worker node
   * @param waitingRetry failed, to be tried again later
   * @param succeeded done
   * @param failed given up
   * @param cancelled ended on request
   */
  public record Counts(
      long total,
      long pending,
      long leased,
      long waitingRetry,
      long succeeded,
      long failed,
      long cancelled) {

    /** Tasks that have their outcome. */
    public long completed() {
      return succeeded + failed + cancelled;
    }

    private static Counts of(JsonNode counts) {
      return new Counts(
          counts.path("total").asLong(),
          counts.path("pending").asLong(),
          counts.path("leased").asLong(),
          counts.path("waiting_retry").asLong(),
          counts.path("succeeded").asLong(),
          counts.path("failed").asLong(),
          counts.path("cancelled").asLong());
    }
  }

  /**
   * Failures of one kind.
   *
   * @param id by which they can be tried again
   * @param kind the kind
   * @param count how many attempts failed so
   * @param sampleTask the first task that did
   * @param sampleMessage and what it said
   */
  public record ErrorGroup(
      String id, String kind, long count, String sampleTask, String sampleMessage) {}
}
