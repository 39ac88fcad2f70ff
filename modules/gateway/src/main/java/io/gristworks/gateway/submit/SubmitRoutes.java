package io.gristworks.gateway.submit;

import com.fasterxml.jackson.core.JsonToken;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.core.view.JobStatus;
import io.gristworks.engine.operation.BoundOperation;
import io.gristworks.gateway.http.Body;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.Media;
import io.gristworks.gateway.http.Offload;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.http.Queries;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.problem.Fault;
import io.gristworks.gateway.problem.Faults;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import io.gristworks.gateway.status.BatchView;
import io.gristworks.gateway.status.JobView;
import io.gristworks.gateway.status.Mount;
import io.gristworks.gateway.status.Standings;
import io.gristworks.gateway.upload.CsvTasks;
import io.gristworks.gateway.upload.InlineTasks;
import io.gristworks.gateway.upload.NdjsonTasks;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import kamon.Kamon;
import kamon.metric.Timer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Location;
import org.jspecify.annotations.Nullable;

/** Handles the requests that bring work. Safe for many threads. */
public final class SubmitRoutes {
  private static final Pattern KEY =
      Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,253}[\\x21-\\x7e])?");
  private static final String ACCEPTED = "application/json, application/x-ndjson and text/csv";

  private final Ports ports;
  private final Offload offload;
  private final ActorSystem<?> system;
  private final Limits limits;
  private final BatchReader reader;
  private final Submissions submissions;
  private final Standings standings;
  private final InlineBodies inline;
  private final Timer timer = Kamon.timer("gristworks.gateway.submit").withoutTags();

  /** Handles them within {@code limits}. */
  public SubmitRoutes(Ports ports, Offload offload, ActorSystem<?> system, Limits limits) {
    this.ports = ports;
    this.offload = offload;
    this.system = system;
    this.limits = limits;
    this.reader = new BatchReader(ports.operations(), limits);
    this.submissions = new Submissions(ports, offload, limits);
    this.standings = new Standings(ports.cluster());
    this.inline = new InlineBodies(limits.inlineBytesTogether());
  }

  @FunctionalInterface
  private interface Handling {
    HttpResponse answer(Media media, Body body) throws IOException;
  }

  private CompletionStage<HttpResponse> handle(HttpRequest request, Handling handling) {
    return offload.supply(
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

  private static @Nullable String key(HttpRequest request) {
    var key = request.getHeader("Idempotency-Key").map(header -> header.value()).orElse(null);
    if (key != null && !KEY.matcher(key).matches()) {
      throw new ProblemFound(
          Problem.invalid(
              "/idempotency_key",
              "Idempotency-Key must be 1 to 255 printable ASCII characters, had " + key.length()));
    }
    return key;
  }

  /** {@code POST /jobs}. */
  public CompletionStage<HttpResponse> job(HttpRequest request) {
    var caller = Caller.of(request);
    return handle(
        request,
        (media, body) -> {
          var key = key(request);
          if (media == Media.JSON) {
            try (var held = inline.read(body)) {
              var draft = reader.single(held.bytes());
              return created(submissions.submit(caller, key, draft, inlineTasks(draft)));
            }
          }
          var draft = reader.options(QueryOptions.json(Queries.of(request)));
          return created(submissions.submit(caller, key, draft, streamed(media, body)));
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
    return handle(
        request,
        (media, body) -> {
          requireJson(media);
          try (var held = inline.read(body)) {
            var draft = reader.several(held.bytes());
            var accepted = submissions.submit(caller, key(request), draft, inlineTasks(draft));
            var view = BatchView.of(accepted.status());
            return created(accepted, "/batches/" + view.id(), view);
          }
        });
  }

  private static void requireJson(Media media) {
    if (media != Media.JSON) {
      throw new ProblemFound(Problem.unsupported("application/json is wanted here"));
    }
  }

  /** {@code POST /batches/{id}/jobs/{name}/tasks}. */
  public CompletionStage<HttpResponse> append(HttpRequest request, String id, String name) {
    var caller = Caller.of(request);
    return handle(
        request,
        (media, body) -> {
          var key = key(request);
          var batch = Replies.await(standings.batch(caller, id));
          var job = Standings.place(batch, name).job();
          int at = batch.jobs().indexOf(job);
          if (media != Media.JSON) {
            var draft = draft(job, null, "");
            return appended(caller, id, draft, at, key, streamed(media, body));
          }
          try (var held = inline.read(body)) {
            var list = appendedList(held.bytes(), operation(job));
            var draft = draft(job, list.value(), list.pointer());
            return appended(
                caller, id, draft, at, key, (_, intake) -> walk(held.bytes(), draft, intake));
          }
        });
  }

  private HttpResponse appended(
      Caller caller,
      String id,
      JobDraft draft,
      int at,
      @Nullable String key,
      Submissions.TaskSource source)
      throws IOException {
    var accepted = submissions.append(caller, Standings.batchId(id), draft, at, key, source);
    return Replies.json(200, BatchView.of(accepted.status()));
  }

  private record TaskList(RawObject.Value value, String pointer) {}

  private TaskList appendedList(byte[] json, BoundOperation<?, ?, ?> operation) {
    var faults = new Faults();
    var object = RawObject.read(json, 0, json.length, "", faults);
    faults.refuseIfAny();
    var known = List.of("tasks", "data", operation.traits().inputsField());
    if (object != null) {
      new Fields(object, "", limits.fieldBytes(), faults).allow(known);
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

  private JobDraft draft(JobStatus job, RawObject.@Nullable Value tasks, String pointer) {
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

  /** {@code POST /batches/{id}/seal}. */
  public CompletionStage<HttpResponse> seal(HttpRequest request, String id) {
    var caller = Caller.of(request);
    return handle(
        request,
        (media, body) -> {
          requireJson(media);
          Replies.await(standings.batch(caller, id)); // is it the caller's?
          try (var held = inline.read(body)) {
            var expected = expected(held.bytes());
            var reply = Replies.await(ports.cluster().seal(Standings.batchId(id), expected));
            return Replies.json(200, BatchView.of(Standings.granted(caller, reply)));
          }
        });
  }

  private SortedMap<String, Long> expected(byte[] json) {
    var expected = new TreeMap<String, Long>();
    if (json.length == 0) {
      return expected;
    }
    var faults = new Faults();
    var object = RawObject.read(json, 0, json.length, "", faults);
    faults.refuseIfAny();
    if (object != null) {
      var fields = new Fields(object, "", limits.fieldBytes(), faults);
      fields.allow(List.of("tasks"));
      expected.putAll(fields.counts("tasks", Integer.MAX_VALUE));
    }
    faults.refuseIfAny();
    return expected;
  }

  private static Submissions.TaskSource inlineTasks(BatchDraft draft) {
    return (job, intake) -> walk(draft.body(), job, intake);
  }

  private static void walk(byte[] json, JobDraft job, io.gristworks.gateway.upload.TaskIntake to) {
    var tasks = job.tasks();
    if (tasks != null) {
      InlineTasks.read(json, tasks.start(), tasks.length(), to);
    }
  }

  private static Submissions.TaskSource streamed(Media media, Body body) {
    return (job, intake) -> {
      if (media == Media.CSV) {
        CsvTasks.read(body, job.operation(), intake);
      } else {
        NdjsonTasks.read(body, intake);
      }
    };
  }
}
