package io.gristworks.gateway.http;

import io.gristworks.engine.protocol.Cluster;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import io.gristworks.store.segment.SegmentStore;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers: JSON, or the problem that stands in its way. */
public final class Replies {
  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
  private static final String RETRY_AFTER_SECONDS = "1";

  private Replies() {}

  /** {@code body} as JSON. */
  public static HttpResponse json(int status, Object body) {
    return HttpResponse.create()
        .withStatus(StatusCodes.get(status))
        .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, ApiJson.bytes(body)));
  }

  /** A problem; one that passes says when to come back. */
  public static HttpResponse problem(Problem problem) {
    var response =
        HttpResponse.create()
            .withStatus(StatusCodes.get(problem.status()))
            .withEntity(HttpEntities.create(Media.PROBLEM_TYPE, ApiJson.bytes(problem)));
    return problem.status() == 503
        ? response.addHeader(RawHeader.create("Retry-After", RETRY_AFTER_SECONDS))
        : response;
  }

  /** What to answer when handling a request ended with {@code thrown}. */
  public static HttpResponse failure(Throwable thrown) {
    return switch (cause(thrown)) {
      case ProblemFound found -> problem(found.problem());
      case Cluster.NoAnswer late -> {
        LOG.warn("no answer from the cluster: {}", late.getMessage());
        yield problem(Problem.unavailable("the cluster did not answer in time; try again"));
      }
      case SegmentStore.StoreUnavailable down -> {
        LOG.warn("the store is unavailable", down);
        yield problem(Problem.unavailable("the database is not available; try again"));
      }
      case Throwable defect -> {
        LOG.error("a request failed", defect);
        yield problem(Problem.defect());
      }
    };
  }

  /** What {@code thrown} is about, without the wrapping of futures. */
  public static Throwable cause(Throwable thrown) {
    var cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /**
   * Waits for {@code stage}; for threads that may block only.
   *
   * @throws RuntimeException what the stage failed with, unwrapped
   */
  public static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      switch (cause(e)) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case Throwable _ -> throw e;
      }
    }
  }
}
