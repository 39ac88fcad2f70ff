package io.gristworks.gateway.submit;

import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.Media;
import io.gristworks.gateway.http.Offload;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.http.Queries;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.lookup.Mount;
import io.gristworks.gateway.status.BatchView;
import io.gristworks.gateway.status.JobView;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Location;

/** Handles the requests that bring whole jobs and batches. Safe for many threads. */
public final class SubmitRoutes {
  private final RequestBodies bodies;
  private final BatchReader reader;
  private final Submissions submissions;
  private final AppendRoutes appends;

  /** Handles them within {@code limits}. */
  public SubmitRoutes(Ports ports, Offload offload, ActorSystem<?> system, Limits limits) {
    this.bodies = new RequestBodies(offload, system, limits);
    this.reader = new BatchReader(ports.operations(), limits);
    this.submissions = new Submissions(ports, offload, limits);
    this.appends = new AppendRoutes(ports, bodies, reader, submissions, limits);
  }

  /** The requests that come to open batches. */
  public AppendRoutes appends() {
    return appends;
  }

  /** {@code POST /jobs}. */
  public CompletionStage<HttpResponse> job(HttpRequest request) {
    var caller = Caller.of(request);
    return bodies.handle(
        request,
        (media, body) -> {
          var key = RequestBodies.key(request);
          if (media == Media.JSON) {
            try (var held = bodies.hold(body)) {
              var draft = reader.single(held.bytes());
              return created(submissions.submit(caller, key, draft, inlineTasks(draft)));
            }
          }
          var draft = reader.options(QueryOptions.json(Queries.of(request)));
          return created(
              submissions.submit(caller, key, draft, RequestBodies.streamed(request, media, body)));
        });
  }

  private static HttpResponse created(Submissions.Accepted accepted) {
    var view = JobView.of(accepted.status(), accepted.status().jobs().getFirst());
    return created(accepted, "/jobs/" + view.id(), view);
  }

  private static HttpResponse created(Submissions.Accepted accepted, String path, Object view) {
    return Replies.json(accepted.repeated() ? 200 : 201, view)
        .addHeader(Location.create(Mount.MAIN + path));
  }

  /** {@code POST /batches}. */
  public CompletionStage<HttpResponse> batch(HttpRequest request) {
    var caller = Caller.of(request);
    return bodies.handle(
        request,
        (media, body) -> {
          RequestBodies.requireJson(media);
          try (var held = bodies.hold(body)) {
            var draft = reader.several(held.bytes());
            var accepted =
                submissions.submit(caller, RequestBodies.key(request), draft, inlineTasks(draft));
            var view = BatchView.of(accepted.status());
            return created(accepted, "/batches/" + view.id(), view);
          }
        });
  }

  private static Submissions.TaskReader inlineTasks(BatchDraft draft) {
    return (job, intake) -> RequestBodies.walk(draft.body(), job, intake);
  }
}
