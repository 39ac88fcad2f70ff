package io.gristworks.gateway.submit;

import io.gristworks.gateway.http.Body;
import io.gristworks.gateway.http.IdempotencyKey;
import io.gristworks.gateway.http.Media;
import io.gristworks.gateway.http.Offload;
import io.gristworks.gateway.http.Queries;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import io.gristworks.gateway.upload.CsvTasks;
import io.gristworks.gateway.upload.CsvTypes;
import io.gristworks.gateway.upload.InlineTasks;
import io.gristworks.gateway.upload.NdjsonTasks;
import io.gristworks.gateway.upload.TaskIntake;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import kamon.Kamon;
import kamon.metric.Timer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * The bodies that bring work: opened within their limits, read on threads of their own, timed. Safe
 * for many threads.
 */
final class RequestBodies {
  private static final String ACCEPTED = "application/json, application/x-ndjson and text/csv";

  private final Offload offload;
  private final ActorSystem<?> system;
  private final Limits limits;
  private final InlineBodies inline;
  private final Timer timer = Kamon.timer("gristworks.gateway.submit").withoutTags();

  RequestBodies(Offload offload, ActorSystem<?> system, Limits limits) {
    this.offload = offload;
    this.system = system;
    this.limits = limits;
    this.inline = new InlineBodies(limits.inlineBytesTogether());
  }

  @FunctionalInterface
  interface Handling {
    /** Reads what it wants of the body, on a thread that may block. */
    HttpResponse answer(Media media, Body body) throws IOException;
  }

  /** Opens the body, and has the request handled with it. */
  CompletionStage<HttpResponse> handle(HttpRequest request, Handling handling) {
    return offload.supplyFromBody(
        () -> {
          var started = timer.start();
          try {
            return read(request, handling);
          } finally {
            started.stop();
          }
        });
  }

  private HttpResponse read(HttpRequest request, Handling handling) {
    var media = Media.of(request);
    long limit = media == Media.JSON ? limits.inlineBytes() : limits.streamBytes();
    try (var body = Body.open(request.entity(), limit, limits.quietWithin(), system)) {
      requireReadable(request, media);
      return handling.answer(media, body);
    } catch (IOException e) {
      throw new ProblemFound(
          Problem.unreadable("the body did not come to its end: " + e.getMessage()));
    }
  }

  private static void requireReadable(HttpRequest request, Media media) {
    var encoding = request.getHeader("Content-Encoding").map(header -> header.value());
    if (encoding.isPresent() && !encoding.get().equalsIgnoreCase("identity")) {
      throw new ProblemFound(
          Problem.unsupported("Content-Encoding " + encoding.get() + " is not supported"));
    }
    if (media == Media.OTHER) {
      throw new ProblemFound(
          Problem.unsupported(
              request.entity().getContentType() + " is not supported; " + ACCEPTED + " are"));
    }
  }

  /** The whole body in memory; see {@link InlineBodies#read}. */
  InlineBodies.Held hold(Body body) throws IOException {
    return inline.read(body);
  }

  /**
   * The idempotency key, where there is one.
   *
   * @throws ProblemFound 422 where it is none
   */
  static @Nullable String key(HttpRequest request) {
    return IdempotencyKey.of(request);
  }

  /** Refuses everything but JSON. */
  static void requireJson(Media media) {
    if (media != Media.JSON) {
      throw new ProblemFound(Problem.unsupported("application/json is wanted here"));
    }
  }

  /** Sends the tasks inside {@code json} through the gate. */
  static void walk(byte[] json, JobDraft job, TaskIntake to) {
    var tasks = job.tasks();
    if (tasks != null) {
      InlineTasks.read(json, tasks.start(), tasks.length(), to);
    }
  }

  /** The body as a stream of tasks. */
  static Submissions.TaskReader streamed(HttpRequest request, Media media, Body body) {
    var types = CsvTypes.parse(Queries.of(request).get(QueryOptions.CSV_TYPES).orElse(""));
    if (media != Media.CSV && !types.byColumn().isEmpty()) {
      throw new ProblemFound(
          Problem.invalid("/types", "types is for text/csv; JSON says itself what is a number"));
    }
    return (job, intake) -> {
      if (media == Media.CSV) {
        CsvTasks.read(body, job.operation(), types, intake);
      } else {
        NdjsonTasks.read(body, intake);
      }
    };
  }
}
