package io.gristworks.gateway.status;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.JobStatus;
import io.gristworks.gateway.explain.EtaRange;
import io.gristworks.gateway.explain.ReasonText;
import io.gristworks.gateway.lookup.Mount;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A job as users see it.
 *
 * @param id the batch and the job, by which it is asked for
 * @param etaSeconds absent where nothing is known
 * @param eta the same as a range, from the live rate alone; explain knows more
 * @param busyMs how long handlers ran, in milliseconds
 * @param detail what is only sometimes worth telling; its fields stand beside the others
 * @param revision the batch's
 */
public record JobView(
    String id,
    String batch,
    String job,
    String operation,
    String queue,
    String priority,
    List<String> after,
    String status,
    String reason,
    CountsView counts,
    CountsView.Progress progress,
    double tasksPerSecond,
    @Nullable Double etaSeconds,
    @Nullable EtaRange eta,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    long attempts,
    double busyMs,
    SortedMap<String, Long> counters,
    List<ErrorGroupView> errors,
    @JsonUnwrapped DetailView detail,
    long revision,
    Map<String, String> links) {

  /** The view of {@code job}, one of {@code batch}'s. */
  public static JobView of(BatchStatus batch, JobStatus job) {
    var id = batch.id() + "." + job.name();
    return new JobView(
        id,
        batch.id(),
        job.name(),
        job.operation(),
        job.queue(),
        lower(job.priority()),
        job.after(),
        lower(job.status()),
        ReasonText.of(job.reason()),
        CountsView.of(job.counts()),
        CountsView.Progress.of(job.counts()),
        job.tasksPerSecond(),
        job.etaSeconds() < 0 ? null : job.etaSeconds(),
        EtaRange.atRate(job).orElse(null),
        batch.createdAt(),
        job.startedAt(),
        job.finishedAt(),
        job.attempts(),
        job.busyMicros() / 1000.0,
        job.counters(),
        job.errors().stream().map(ErrorGroupView::of).toList(),
        DetailView.of(job),
        batch.revision(),
        links("/jobs/" + id, "tasks"));
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static Map<String, String> links(String path, String... more) {
    var self = Mount.MAIN + path;
    var links = new TreeMap<String, String>();
    links.put("self", self);
    for (var each : List.of("status", "results", "errors", "events", "explain", "report")) {
      links.put(each, self + "/" + each);
    }
    for (var each : more) {
      links.put(each, self + "/" + each);
    }
    return links;
  }
}
