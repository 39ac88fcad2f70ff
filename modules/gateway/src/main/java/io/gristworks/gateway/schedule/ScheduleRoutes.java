package io.gristworks.gateway.schedule;

import io.gristworks.core.schedule.Schedule;
import io.gristworks.core.schedule.Schedule.Standing;
import io.gristworks.core.schedule.ScheduleId;
import io.gristworks.core.schedule.ScheduledRun;
import io.gristworks.core.schedule.StoredBatch;
import io.gristworks.gateway.http.Body;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.Media;
import io.gristworks.gateway.http.Offload;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.http.Queries;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.lookup.Mount;
import io.gristworks.gateway.problem.Fault;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import io.gristworks.gateway.submit.Limits;
import io.gristworks.gateway.submit.ScheduleReader;
import io.gristworks.gateway.submit.StoredSubmissions;
import io.gristworks.store.schedule.ScheduleStore;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Location;
import org.jspecify.annotations.Nullable;

/** Handles the requests about schedules. Safe for many threads. */
public final class ScheduleRoutes {
  private static final int USUAL_LIMIT = 50;
  private static final int RUNS_SHOWN = 20;

  /** What is written around the batch. */
  private static final int ENVELOPE_BYTES = 64 << 10;

  /** Changes that nobody else may have been faster with so often in a row. */
  private static final int TRIES = 10;

  private final ScheduleStore store;
  private final Ports ports;
  private final Offload offload;
  private final ActorSystem<?> system;
  private final Limits limits;
  private final ScheduleReader reader;
  private final Triggers triggers;

  /** Handles them within {@code limits}. */
  public ScheduleRoutes(Ports ports, Offload offload, ActorSystem<?> system, Limits limits) {
    this.store = ports.schedules();
    this.ports = ports;
    this.offload = offload;
    this.system = system;
    this.limits = limits;
    var submissions = new StoredSubmissions(ports, offload, limits);
    this.reader = new ScheduleReader(submissions, limits);
    this.triggers = new Triggers(store, submissions);
  }

  private record Listing(List<ScheduleView> items, @Nullable String nextCursor) {}

  private record Due(Instant dueAt, OffsetDateTime local) {}

  private record NextDue(
      String id, String name, String cron, String zone, boolean paused, List<Due> next) {}

  /** Databases keep microseconds. */
  private Instant now() {
    return ports.clock().instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** {@code GET /schedules}. */
  public CompletionStage<HttpResponse> list(HttpRequest request) {
    return offload.supply(
        () -> {
          var query = Queries.of(request);
          int limit = Queries.integer(query, "limit", 1, 1000, USUAL_LIMIT);
          var found =
              store.list(Caller.of(request).tenant(), query.getOrElse("cursor", ""), limit + 1);
          var page = found.subList(0, Math.min(limit, found.size()));
          return Replies.json(
              200,
              new Listing(
                  page.stream().map(ScheduleView::of).toList(),
                  found.size() > limit ? page.getLast().name() : null));
        });
  }

  /** {@code POST /schedules}. */
  public CompletionStage<HttpResponse> create(HttpRequest request) {
    var caller = Caller.of(request);
    return offload.supplyFromBody(
        () -> {
          var draft = reader.read(caller, body(request));
          var now = now();
          var schedule =
              new Schedule(
                  id(),
                  caller.tenant(),
                  draft.name(),
                  draft.plan(),
                  now,
                  Standing.begun(draft.plan(), draft.paused(), now));
          try {
            store.create(schedule, draft.batch());
          } catch (ScheduleStore.NameTaken e) {
            throw new ProblemFound(taken(String.valueOf(e.getMessage())));
          } catch (ScheduleStore.TooMany e) {
            throw new ProblemFound(Problem.invalid("", String.valueOf(e.getMessage())));
          }
          return Replies.json(201, ScheduleView.of(schedule, draft.batch(), List.of()))
              .addHeader(Location.create(Mount.MAIN + "/schedules/" + schedule.id()));
        });
  }

  private ScheduleId id() {
    synchronized (ports.random()) { // whatever the generator is
      return ScheduleId.fresh(ports.random());
    }
  }

  private static Problem taken(String detail) {
    var plain = Problem.conflict(detail + "; delete it first, or choose another name");
    return new Problem(
        plain.type(),
        plain.title(),
        plain.status(),
        plain.detail(),
        List.of(new Fault("/name", plain.detail())));
  }

  private byte[] body(HttpRequest request) {
    if (Media.of(request) != Media.JSON) {
      throw new ProblemFound(Problem.unsupported("application/json is wanted here"));
    }
    int most = StoredBatch.BYTES_MOST + ENVELOPE_BYTES;
    try (var body = Body.open(request.entity(), most, limits.quietWithin(), system)) {
      return body.readAllBytes();
    } catch (IOException e) {
      throw new ProblemFound(
          Problem.unreadable("the body did not come to its end: " + e.getMessage()));
    }
  }

  /** {@code GET /schedules/{id}}. */
  public CompletionStage<HttpResponse> show(HttpRequest request, String id) {
    return offload.supply(() -> shown(find(request, id)));
  }

  private HttpResponse shown(Schedule schedule) {
    return Replies.json(
        200,
        ScheduleView.of(
            schedule,
            store.batch(schedule.id()).orElse(null),
            store.runs(schedule.id(), RUNS_SHOWN)));
  }

  /** {@code GET /schedules/{id}/next}. */
  public CompletionStage<HttpResponse> next(HttpRequest request, String id) {
    return offload.supply(
        () -> {
          int count = Queries.integer(Queries.of(request), "count", 1, 100, 10);
          var schedule = find(request, id);
          var decided = schedule.standing().decidedUntil();
          var from = decided.isAfter(now()) ? decided : now();
          var plan = schedule.plan();
          var next =
              plan.timetable().next(from, count).stream()
                  .map(due -> new Due(due, due.atZone(plan.zone()).toOffsetDateTime()))
                  .toList();
          return Replies.json(
              200,
              new NextDue(
                  schedule.id().value(),
                  schedule.name(),
                  plan.cron(),
                  plan.zone().getId(),
                  schedule.standing().paused(),
                  next));
        });
  }

  /** {@code DELETE /schedules/{id}}: what it has submitted goes on. */
  public CompletionStage<HttpResponse> delete(HttpRequest request, String id) {
    return offload.supply(
        () -> {
          var schedule = find(request, id);
          store.delete(schedule.id());
          return Replies.json(200, ScheduleView.of(schedule));
        });
  }

  /** {@code PUT /schedules/{id}/pause}; once more does no harm. */
  public CompletionStage<HttpResponse> pause(HttpRequest request, String id) {
    return change(request, id, Schedule::paused);
  }

  /** {@code PUT /schedules/{id}/resume}; once more does no harm. */
  public CompletionStage<HttpResponse> resume(HttpRequest request, String id) {
    return change(request, id, schedule -> schedule.resumed(now()));
  }

  private CompletionStage<HttpResponse> change(
      HttpRequest request, String id, Function<Schedule, Optional<Standing>> how) {
    return offload.supply(() -> shown(settled(request, id, how, List.of())));
  }

  /** Changes it as {@code how} says of how it stands; empty leaves it as it is. */
  private Schedule settled(
      HttpRequest request,
      String id,
      Function<Schedule, Optional<Standing>> how,
      List<ScheduledRun> runs) {
    for (int tried = 0; tried < TRIES; tried++) {
      var schedule = find(request, id);
      var next = how.apply(schedule);
      if (next.isEmpty()) {
        return schedule;
      }
      if (store.settle(schedule, next.get(), runs, now())) {
        return schedule.at(next.get());
      }
    }
    throw new ProblemFound(Problem.unavailable("schedule " + id + " changes too fast; try again"));
  }

  /** {@code POST /schedules/{id}/trigger}: runs it now, paused or not, beside whatever goes on. */
  public CompletionStage<HttpResponse> trigger(HttpRequest request, String id) {
    return offload.supply(
        () -> {
          var key = Triggers.key(request, id());
          var run = ScheduledRun.triggered(find(request, id), key, now());
          settled(request, id, schedule -> Optional.of(schedule.triggered()), List.of(run));
          return triggers.submit(run);
        });
  }

  private Schedule find(HttpRequest request, String id) {
    return store
        .find(Caller.of(request).tenant(), id)
        .orElseThrow(
            () ->
                new ProblemFound(
                    Problem.notFound("there is no schedule " + id + ", by id or by name")));
  }
}
