package io.gristworks.gateway.deadletters;

import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.JobStatus;
import io.gristworks.gateway.explain.ReasonText;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.Offload;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.http.Queries;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.lookup.BatchLookup;
import io.gristworks.gateway.lookup.Mount;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import io.gristworks.gateway.status.ErrorGroupView;
import io.gristworks.store.view.BatchViews;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;
import org.jspecify.annotations.Nullable;

/** Handles the requests for dead letters. Safe for many threads. */
public final class DeadLetterRoutes {
  private static final int USUAL_LIMIT = 20;
  private static final int MOST = 100;

  /** Rows are looked through so many at a time, and no more than this in one request. */
  private static final int ROWS = 200;

  private static final int PAGES_MAX = 10;

  private final Ports ports;
  private final Offload offload;
  private final BatchLookup lookup;

  /** Reads through {@code ports}. */
  public DeadLetterRoutes(Ports ports, Offload offload) {
    this.ports = ports;
    this.offload = offload;
    this.lookup = new BatchLookup(ports.cluster());
  }

  /**
   * A job with failed tasks.
   *
   * @param failed how many were given up, of {@code total}
   * @param quarantined how many of them because nodes died that ran them
   * @param canary what becomes, or became, of those that were tried again first
   * @param groups the causes; their counts are of attempts
   */
  private record Item(
      String id,
      String batch,
      String job,
      String operation,
      String queue,
      String status,
      long failed,
      long total,
      long quarantined,
      @Nullable String canary,
      List<ErrorGroupView> groups,
      Map<String, String> links) {}

  private record Items(List<Item> items, @Nullable String nextCursor) {}

  /** {@code GET /dead-letters?job=&operation=&queue=&group=&limit=&cursor=}, newest first. */
  public CompletionStage<HttpResponse> list(HttpRequest request) {
    var caller = Caller.of(request);
    return offload.supply(
        () -> {
          var query = Queries.of(request);
          var named = query.get("job").orElse("");
          return Replies.json(
              200, named.isEmpty() ? search(caller, query) : ofOne(caller, query, named));
        });
  }

  private Items ofOne(Caller caller, Query query, String id) {
    var group = query.getOrElse("group", "");
    var items = new ArrayList<Item>();
    if (id.contains(".")) {
      var place = Replies.await(lookup.job(caller, id));
      item(place.batch(), place.job(), group).ifPresent(items::add);
    } else {
      var batch = Replies.await(lookup.batch(caller, id));
      batch.jobs().forEach(job -> item(batch, job, group).ifPresent(items::add));
    }
    return new Items(items, null);
  }

  private Items search(Caller caller, Query query) {
    int limit = Queries.integer(query, "limit", 1, MOST, USUAL_LIMIT);
    var group = query.getOrElse("group", "");
    var items = new ArrayList<Item>();
    var cursor = given(query.getOrElse("cursor", ""));
    for (int page = 0; page < PAGES_MAX; page++) {
      var rows = rows(caller, query, cursor);
      for (var row : rows.rows()) {
        if (row.counts().failed() > 0) {
          found(caller, row, group).ifPresent(items::add);
        }
      }
      cursor = rows.next().orElse(null);
      if (cursor == null || items.size() >= limit) {
        break;
      }
    }
    return new Items(items, cursor);
  }

  private BatchViews.Page<BatchViews.JobRow> rows(
      Caller caller, Query query, @Nullable String cursor) {
    try {
      return ports
          .views()
          .jobs(
              new BatchViews.Filter(
                  caller.tenant(),
                  null,
                  given(query.getOrElse("operation", "")),
                  given(query.getOrElse("queue", "")),
                  ROWS,
                  cursor));
    } catch (BatchViews.InvalidCursor e) {
      throw new ProblemFound(
          Problem.invalid("/cursor", "cursor is none that was given out: " + cursor));
    }
  }

  /** What its coordinator says; nothing where the batch is gone by now. */
  private Optional<Item> found(Caller caller, BatchViews.JobRow row, String group) {
    try {
      var place = Replies.await(lookup.job(caller, row.batch() + "." + row.job()));
      return item(place.batch(), place.job(), group);
    } catch (ProblemFound gone) {
      if (gone.problem().status() == 404 || gone.problem().status() == 410) {
        return Optional.empty();
      }
      throw gone;
    }
  }

  private static Optional<Item> item(BatchStatus batch, JobStatus job, String group) {
    var groups =
        job.errors().stream()
            .map(ErrorGroupView::of)
            .filter(it -> group.isEmpty() || it.id().equals(group) || it.kind().equals(group))
            .toList();
    if (job.counts().failed() == 0 || (groups.isEmpty() && !group.isEmpty())) {
      return Optional.empty();
    }
    var id = batch.id() + "." + job.name();
    var links = new TreeMap<String, String>();
    for (var each : List.of("errors", "retry", "report")) {
      links.put(each, Mount.MAIN + "/jobs/" + id + "/" + each);
    }
    var canary = job.detail().canary();
    return Optional.of(
        new Item(
            id,
            batch.id(),
            job.name(),
            job.operation(),
            job.queue(),
            job.status().name().toLowerCase(java.util.Locale.ROOT),
            job.counts().failed(),
            job.counts().total(),
            job.detail().quarantined(),
            canary == null ? null : ReasonText.of(canary),
            groups,
            links));
  }

  private static @Nullable String given(String text) {
    return text.isEmpty() ? null : text;
  }
}
