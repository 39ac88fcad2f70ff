package io.gristworks.gateway.submit;

import com.fasterxml.jackson.core.JsonToken;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.JobStatus;
import io.gristworks.engine.operation.BoundOperation;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.Media;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.lookup.BatchLookup;
import io.gristworks.gateway.lookup.Mount;
import io.gristworks.gateway.problem.Fault;
import io.gristworks.gateway.problem.Faults;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import io.gristworks.gateway.request.RequestFields;
import io.gristworks.gateway.request.RequestObject;
import io.gristworks.gateway.status.BatchView;
import io.gristworks.gateway.status.JobView;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Location;
import org.jspecify.annotations.Nullable;

/** Handles the requests that come to open batches. Safe for many threads. */
public final class AppendRoutes {
  private final Ports ports;
  private final RequestBodies bodies;
  private final BatchReader reader;
  private final Submissions submissions;
  private final BatchLookup lookup;
  private final Limits limits;

  AppendRoutes(
      Ports ports,
      RequestBodies bodies,
      BatchReader reader,
      Submissions submissions,
      Limits limits) {
    this.ports = ports;
    this.reader = reader;
    this.bodies = bodies;
    this.submissions = submissions;
    this.lookup = new BatchLookup(ports.cluster());
    this.limits = limits;
  }

  /** {@code POST /batches/{id}/jobs/{name}/tasks}. */
  public CompletionStage<HttpResponse> append(HttpRequest request, String id, String name) {
    var caller = Caller.of(request);
    return bodies.handle(
        request,
        (media, body) -> {
          var key = RequestBodies.key(request);
          var batch = Replies.await(lookup.batch(caller, id));
          var job = BatchLookup.place(batch, name).job();
          int at = batch.jobs().indexOf(job);
          if (media != Media.JSON) {
            var draft = draft(job, null, "");
            return appended(
                caller, id, draft, at, key, RequestBodies.streamed(request, media, body));
          }
          try (var held = bodies.hold(body)) {
            var list = appendedList(held.bytes(), operation(job));
            var draft = draft(job, list.value(), list.pointer());
            return appended(
                caller,
                id,
                draft,
                at,
                key,
                (_, intake) -> RequestBodies.walk(held.bytes(), draft, intake));
          }
        });
  }

  private HttpResponse appended(
      Caller caller,
      String id,
      JobDraft draft,
      int at,
      @Nullable String key,
      Submissions.TaskReader source)
      throws IOException {
    var accepted = submissions.append(caller, BatchLookup.batchId(id), draft, at, key, source);
    return Replies.json(200, BatchView.of(accepted.status()));
  }

  private record TaskList(RequestObject.Value value, String pointer) {}

  private TaskList appendedList(byte[] json, BoundOperation<?, ?, ?> operation) {
    var faults = new Faults();
    var object = RequestObject.read(json, 0, json.length, "", faults);
    faults.refuseIfAny();
    var known = List.of("tasks", "data", operation.traits().inputsField());
    if (object != null) {
      new RequestFields(object, "", limits.fieldBytes(), faults).allow(known);
      faults.refuseIfAny();
      for (var name : known) {
        var value = object.find(name);
        if (value != null && value.kind() == JsonToken.START_ARRAY) {
          return new TaskList(value, Fault.step(name));
        }
      }
    }
    throw new ProblemFound(Problem.invalid("/tasks", "tasks must be an array with the new tasks"));
  }

  private BoundOperation<?, ?, ?> operation(JobStatus job) {
    return ports
        .operations()
        .find(job.operation())
        .orElseThrow(
            () ->
                new ProblemFound(
                    Problem.unavailable(
                        "this gateway does not know operation " + job.operation() + " yet")));
  }

  private JobDraft draft(JobStatus job, RequestObject.@Nullable Value tasks, String pointer) {
    var operation = operation(job);
    var spec =
        new JobSpec(
            job.name(),
            job.operation(),
            job.queue(),
            job.priority(),
            "{}",
            job.after(),
            RetryPolicy.DEFAULT,
            operation.traits().timeout(),
            operation.traits().batchSize());
    return new JobDraft(spec, operation, tasks, pointer.isEmpty() ? "/tasks" : pointer, "");
  }

  /** {@code POST /batches/{id}/jobs}: one more job, with its first tasks if there are any. */
  public CompletionStage<HttpResponse> addJob(HttpRequest request, String id) {
    var caller = Caller.of(request);
    return bodies.handle(
        request,
        (media, body) -> {
          RequestBodies.requireJson(media);
          var key = RequestBodies.key(request);
          var batch = Replies.await(lookup.batch(caller, id));
          try (var held = bodies.hold(body)) {
            var names = batch.jobs().stream().map(JobStatus::name).collect(Collectors.toSet());
            var draft = reader.step(held.bytes(), new TreeSet<>(names));
            Submissions.requireMayGive(caller, List.of(draft));
            requireRoom(batch, draft);
            return added(caller, batch, draft, key, held.bytes());
          }
        });
  }

  private void requireRoom(BatchStatus batch, JobDraft draft) {
    boolean isNew = batch.jobs().stream().noneMatch(job -> job.name().equals(draft.spec().name()));
    if (isNew && batch.jobs().size() >= limits.jobsOfBatch()) {
      throw new ProblemFound(
          Problem.invalid(
              "/jobs",
              "batch "
                  + batch.id()
                  + " has "
                  + batch.jobs().size()
                  + " jobs; the limit is "
                  + limits.jobsOfBatch()));
    }
  }

  private HttpResponse added(
      Caller caller, BatchStatus batch, JobDraft draft, @Nullable String key, byte[] json)
      throws IOException {
    var id = BatchLookup.batchId(batch.id());
    var name = draft.spec().name();
    var reply = Replies.await(ports.cluster().control(id, new BatchCommand.AddJob(draft.spec())));
    boolean repeated = reply instanceof CoordinatorReply.Standing(_, var before) && before;
    var place = BatchLookup.place(BatchLookup.granted(caller, reply), name);
    if (draft.tasks() != null) {
      var accepted =
          submissions.append(
              caller,
              id,
              draft,
              place.batch().jobs().indexOf(place.job()),
              key == null ? "tasks of job " + name : key,
              (_, intake) -> RequestBodies.walk(json, draft, intake));
      place = BatchLookup.place(accepted.status(), name);
    }
    var view = JobView.of(place.batch(), place.job());
    return Replies.json(repeated ? 200 : 201, view)
        .addHeader(Location.create(Mount.MAIN + "/jobs/" + view.id()));
  }

  /** {@code POST /batches/{id}/seal}. */
  public CompletionStage<HttpResponse> seal(HttpRequest request, String id) {
    var caller = Caller.of(request);
    return bodies.handle(
        request,
        (media, body) -> {
          RequestBodies.requireJson(media);
          Replies.await(lookup.batch(caller, id)); // is it the caller's?
          try (var held = bodies.hold(body)) {
            var expected = expected(held.bytes());
            var reply = Replies.await(ports.cluster().seal(BatchLookup.batchId(id), expected));
            return Replies.json(200, BatchView.of(BatchLookup.granted(caller, reply)));
          }
        });
  }

  private SortedMap<String, Long> expected(byte[] json) {
    var expected = new TreeMap<String, Long>();
    if (json.length == 0) {
      return expected;
    }
    var faults = new Faults();
    var object = RequestObject.read(json, 0, json.length, "", faults);
    faults.refuseIfAny();
    if (object != null) {
      var fields = new RequestFields(object, "", limits.fieldBytes(), faults);
      fields.allow(List.of("tasks"));
      expected.putAll(fields.counts("tasks", Integer.MAX_VALUE));
    }
    faults.refuseIfAny();
    return expected;
  }
}
