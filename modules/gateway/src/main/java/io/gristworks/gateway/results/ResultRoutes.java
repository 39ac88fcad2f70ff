package io.gristworks.gateway.results;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.JobStatus;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.Media;
import io.gristworks.gateway.http.Offload;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.http.Queries;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.lookup.BatchLookup;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Handles the requests that read outcomes. Safe for many threads. */
public final class ResultRoutes {
  private final Ports ports;
  private final Offload offload;
  private final BatchLookup lookup;

  /** Reads through {@code ports}. */
  public ResultRoutes(Ports ports, Offload offload) {
    this.ports = ports;
    this.offload = offload;
    this.lookup = new BatchLookup(ports.cluster());
  }

  private enum Format {
    NDJSON,
    CSV
  }

  /**
   * {@code GET /jobs/{id}/results} and {@code /errors}.
   *
   * @param successes which of the two
   */
  public CompletionStage<HttpResponse> ofJob(HttpRequest request, String id, boolean successes) {
    var caller = Caller.of(request);
    return offload.supply(
        () -> {
          var format = format(request);
          var place = Replies.await(lookup.job(caller, id));
          var jobs = ask(place.batchId(), List.of(place.job()), successes);
          return respond(jobs, format, false, successes);
        });
  }

  /** {@code GET /batches/{id}/results} and {@code /errors}; see {@link #ofJob}. */
  public CompletionStage<HttpResponse> ofBatch(HttpRequest request, String id, boolean successes) {
    var caller = Caller.of(request);
    return offload.supply(
        () -> {
          var format = format(request);
          BatchStatus batch = Replies.await(lookup.batch(caller, id));
          var jobs = ask(new BatchId(batch.id()), batch.jobs(), successes);
          return respond(jobs, format, true, successes);
        });
  }

  private List<JobOutcomes> ask(BatchId batch, List<JobStatus> jobs, boolean successes) {
    return jobs.stream()
        .map(job -> JobOutcomes.ask(ports.cluster(), batch, job.name(), successes))
        .toList();
  }

  private HttpResponse respond(
      List<JobOutcomes> jobs, Format format, boolean withJob, boolean successes) {
    var rows =
        switch (format) {
          case NDJSON -> new NdjsonRows(withJob);
          case CSV -> new CsvRows(withJob, successes);
        };
    var type = format == Format.CSV ? Media.CSV_TYPE : Media.NDJSON_TYPE;
    var stream = OutcomeStream.of(ports.store(), jobs, rows, offload);
    return HttpResponse.create().withEntity(HttpEntities.createChunked(type, stream));
  }

  private static Format format(HttpRequest request) {
    var named = Queries.constant(Queries.of(request), "format", Format.class);
    if (named != null) {
      return named;
    }
    boolean csv =
        request
            .getHeader("Accept")
            .filter(header -> header.value().startsWith("text/csv"))
            .isPresent();
    return csv ? Format.CSV : Format.NDJSON;
  }
}
