package io.gristworks.gateway.report;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.JobStatus;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.Offload;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.http.Queries;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.lookup.BatchLookup;
import io.gristworks.gateway.results.StoredOutcomes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Handles the requests for reports. Safe for many threads. */
public final class ReportRoutes {
  private final Ports ports;
  private final Offload offload;
  private final BatchLookup lookup;

  /** Reads through {@code ports}. */
  public ReportRoutes(Ports ports, Offload offload) {
    this.ports = ports;
    this.offload = offload;
    this.lookup = new BatchLookup(ports.cluster());
  }

  /** What a report can be written as. */
  private enum Format {
    JSON,
    TEXT
  }

  /** {@code GET /batches/{id}/report}. */
  public CompletionStage<HttpResponse> ofBatch(HttpRequest request, String id) {
    var caller = Caller.of(request);
    return offload.supply(
        () -> {
          var batch = Replies.await(lookup.batch(caller, id));
          return answer(request, batch, batch.jobs(), batch.id());
        });
  }

  /** {@code GET /jobs/{id}/report}. */
  public CompletionStage<HttpResponse> ofJob(HttpRequest request, String id) {
    var caller = Caller.of(request);
    return offload.supply(
        () -> {
          var place = Replies.await(lookup.job(caller, id));
          var job = List.of(place.job());
          return answer(request, alone(place), job, id);
        });
  }

  /** The batch as if it had that job alone, so that its figures are the job's. */
  private static BatchStatus alone(BatchLookup.FoundJob place) {
    var batch = place.batch();
    var job = place.job();
    return new BatchStatus(
        batch.id(),
        batch.tenant(),
        job.name(),
        batch.labels(),
        job.status(),
        batch.createdAt(),
        job.startedAt(),
        job.finishedAt(),
        batch.revision(),
        List.of(job),
        List.of());
  }

  private HttpResponse answer(
      HttpRequest request, BatchStatus batch, List<JobStatus> jobs, String id) {
    boolean text = wantsText(request);
    var now = ports.clock().instant();
    var nodes = new TreeMap<String, Tally.NodeTally>();
    var parts = new ArrayList<ReportView.JobPart>();
    for (var job : jobs) {
      var tally = new Tally(job.errors());
      StoredOutcomes.read(ports, new BatchId(batch.id()), job.name(), tally::add);
      tally.nodes().forEach((node, sum) -> nodes.merge(node, sum, Tally.NodeTally::plus));
      parts.add(ReportView.JobPart.of(batch, job, tally, now));
    }
    var report = ReportView.of(id, batch, parts, nodes, now);
    return text
        ? HttpResponse.create()
            .withEntity(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, ReportText.of(report)))
        : Replies.json(200, report);
  }

  /** The query decides, else what is accepted. */
  private static boolean wantsText(HttpRequest request) {
    var format = Queries.constant(Queries.of(request), "format", Format.class);
    var accepted = request.getHeader("Accept").map(header -> header.value()).orElse("");
    return format == null ? accepted.startsWith("text/plain") : format == Format.TEXT;
  }
}
