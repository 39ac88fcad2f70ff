package io.gristworks.gateway.status;

import io.gristworks.core.batch.Status;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.Offload;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.http.Queries;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import io.gristworks.store.view.BatchViews;
import io.gristworks.store.view.BatchViews.BatchRow;
import io.gristworks.store.view.BatchViews.Filter;
import io.gristworks.store.view.BatchViews.JobRow;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Handles the requests for lists. Safe for many threads. */
public final class ListRoutes {
  private static final int USUAL_LIMIT = 50;

  private final Ports ports;
  private final Offload offload;

  /** Reads through {@code ports}. */
  public ListRoutes(Ports ports, Offload offload) {
    this.ports = ports;
    this.offload = offload;
  }

  private record Listing(List<?> items, @Nullable String nextCursor) {}

  private record BatchItem(
      String id,
      String batch,
      String name,
      String status,
      int jobs,
      CountsView counts,
      CountsView.Progress progress,
      Instant createdAt,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt) {
    static BatchItem of(BatchRow row) {
      return new BatchItem(
          row.batch(),
          row.batch(),
          row.name(),
          JobView.lower(row.status()),
          row.jobs(),
          CountsView.of(row.counts()),
          CountsView.Progress.of(row.counts()),
          row.createdAt(),
          row.startedAt(),
          row.finishedAt());
    }
  }

  private record JobItem(
      String id,
      String batch,
      String job,
      String operation,
      String queue,
      String status,
      CountsView counts,
      CountsView.Progress progress,
      Instant createdAt,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt) {
    static JobItem of(JobRow row) {
      return new JobItem(
          row.batch() + "." + row.job(),
          row.batch(),
          row.job(),
          row.operation(),
          row.queue(),
          JobView.lower(row.status()),
          CountsView.of(row.counts()),
          CountsView.Progress.of(row.counts()),
          row.createdAt(),
          row.startedAt(),
          row.finishedAt());
    }
  }

  /** {@code GET /batches}. */
  public CompletionStage<HttpResponse> batches(HttpRequest request) {
    return list(request, ports.views()::batches, BatchItem::of);
  }

  /** {@code GET /jobs}. */
  public CompletionStage<HttpResponse> jobs(HttpRequest request) {
    return list(request, ports.views()::jobs, JobItem::of);
  }

  private <R> CompletionStage<HttpResponse> list(
      HttpRequest request, Function<Filter, BatchViews.Page<R>> read, Function<R, ?> view) {
    return offload.supply(
        () -> {
          var filter = filter(request);
          try {
            var page = read.apply(filter);
            return Replies.json(
                200,
                new Listing(page.rows().stream().map(view).toList(), page.next().orElse(null)));
          } catch (BatchViews.InvalidCursor e) {
            throw new ProblemFound(
                Problem.invalid(
                    "/cursor", "cursor is none that was given out: " + filter.cursor()));
          }
        });
  }

  private static Filter filter(HttpRequest request) {
    var query = Queries.of(request);
    return new Filter(
        Caller.of(request).tenant(),
        Queries.constant(query, "status", Status.class),
        given(query.getOrElse("operation", "")),
        given(query.getOrElse("queue", "")),
        Queries.integer(query, "limit", 1, 1000, USUAL_LIMIT),
        given(query.getOrElse("cursor", "")));
  }

  private static @Nullable String given(String text) {
    return text.isEmpty() ? null : text;
  }
}
