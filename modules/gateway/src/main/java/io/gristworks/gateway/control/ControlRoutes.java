package io.gristworks.gateway.control;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.Offload;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.lookup.BatchLookup;
import io.gristworks.gateway.results.TaskNames;
import io.gristworks.gateway.status.BatchView;
import io.gristworks.gateway.status.JobView;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Handles the requests that want a batch ({@code b123…}) or a job ({@code b123….name}) to be
 * otherwise. All may be said again. Safe for many threads.
 */
public final class ControlRoutes {
  private final Ports ports;
  private final Offload offload;
  private final BatchLookup lookup;
  private final ControlReader reader;

  /** Commands through {@code ports}. */
  public ControlRoutes(Ports ports, Offload offload, ActorSystem<?> system) {
    this.ports = ports;
    this.offload = offload;
    this.lookup = new BatchLookup(ports.cluster());
    this.reader = new ControlReader(system);
  }

  /** Which kind of thing an id is expected to name. */
  public enum Of {
    /** A whole batch. */
    BATCH,
    /** One job. */
    JOB
  }

  /**
   * Who is commanded.
   *
   * @param job null for the whole batch
   */
  private record Target(BatchId batch, @Nullable String job) {}

  /** {@code PUT …/pause}: hands out nothing more; what is out may end. */
  public CompletionStage<HttpResponse> pause(HttpRequest request, Of of, String id) {
    return control(request, of, id, 200, it -> List.of(reader.pause(request, it.job())));
  }

  /** {@code PUT …/resume}. */
  public CompletionStage<HttpResponse> resume(HttpRequest request, Of of, String id) {
    return control(request, of, id, 200, it -> List.of(reader.resume(request, it.job())));
  }

  /** {@code PATCH …}: priority, limits, deadline. */
  public CompletionStage<HttpResponse> change(HttpRequest request, Of of, String id) {
    return control(request, of, id, 200, it -> reader.change(request, it.job()));
  }

  /** {@code DELETE …}: cancels, at once or gracefully. */
  public CompletionStage<HttpResponse> cancel(HttpRequest request, Of of, String id) {
    return control(request, of, id, 202, it -> List.of(ControlReader.cancel(request, it.job())));
  }

  /** {@code POST …/retry}: tries failed tasks again. */
  public CompletionStage<HttpResponse> retry(HttpRequest request, Of of, String id) {
    return control(
        request,
        of,
        id,
        202,
        it -> {
          var names = new TaskNames(ports, it.batch(), it.job());
          return List.of(reader.retry(request, it.job(), names::find));
        });
  }

  private CompletionStage<HttpResponse> control(
      HttpRequest request,
      Of of,
      String id,
      int status,
      Function<Target, List<BatchCommand>> reading) {
    var caller = Caller.of(request);
    return offload.supplyFromBody(
        () -> {
          var target = target(caller, of, id);
          BatchStatus batch = null;
          for (var command : reading.apply(target)) {
            var reply = Replies.await(ports.cluster().control(target.batch(), command));
            batch = BatchLookup.granted(caller, reply);
          }
          if (batch == null) {
            throw new IllegalStateException("nothing was wished");
          }
          return Replies.json(status, view(batch, target.job()));
        });
  }

  /** Also looks whether it is the caller's. */
  private Target target(Caller caller, Of of, String id) {
    return switch (of) {
      case BATCH -> new Target(new BatchId(Replies.await(lookup.batch(caller, id)).id()), null);
      case JOB -> {
        var place = Replies.await(lookup.job(caller, id));
        yield new Target(place.batchId(), place.job().name());
      }
    };
  }

  private static Object view(BatchStatus batch, @Nullable String job) {
    return job == null
        ? BatchView.of(batch)
        : JobView.of(batch, BatchLookup.place(batch, job).job());
  }
}
