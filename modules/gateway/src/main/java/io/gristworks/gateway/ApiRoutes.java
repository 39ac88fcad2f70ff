package io.gristworks.gateway;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import io.gristworks.gateway.bulk.BulkEventRoutes;
import io.gristworks.gateway.bulk.BulkRoutes;
import io.gristworks.gateway.control.ControlRoutes;
import io.gristworks.gateway.control.ControlRoutes.Of;
import io.gristworks.gateway.deadletters.DeadLetterRoutes;
import io.gristworks.gateway.explain.ExplainRoutes;
import io.gristworks.gateway.http.EventStreams;
import io.gristworks.gateway.http.Offload;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.queue.Admission;
import io.gristworks.gateway.queue.QueueWatch;
import io.gristworks.gateway.queue.RuleRoutes;
import io.gristworks.gateway.report.ReportRoutes;
import io.gristworks.gateway.results.ResultRoutes;
import io.gristworks.gateway.results.TaskRoutes;
import io.gristworks.gateway.schedule.ScheduleRoutes;
import io.gristworks.gateway.status.EventRoutes;
import io.gristworks.gateway.status.ListRoutes;
import io.gristworks.gateway.status.StatusRoutes;
import io.gristworks.gateway.submit.SubmitRoutes;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.ExceptionHandler;
import org.apache.pekko.http.javadsl.server.MethodRejection;
import org.apache.pekko.http.javadsl.server.Rejection;
import org.apache.pekko.http.javadsl.server.RejectionHandler;
import org.apache.pekko.http.javadsl.server.Route;

/** The route tree: which request goes where. */
final class ApiRoutes extends AllDirectives {
  private final SubmitRoutes submit;
  private final StatusRoutes status;
  private final ListRoutes lists;
  private final EventRoutes events;
  private final TaskRoutes tasks;
  private final ResultRoutes results;
  private final ControlRoutes control;
  private final ExplainRoutes explain;
  private final ReportRoutes report;
  private final DeadLetterRoutes deadLetters;
  private final ScheduleRoutes schedules;
  private final RuleRoutes rules;
  private final BulkRoutes bulk;
  private final BulkEventRoutes bulkEvents;
  private final Admission admission;

  ApiRoutes(Ports ports, ActorSystem<?> system, GatewaySettings settings) {
    var offload = new Offload();
    this.submit = new SubmitRoutes(ports, offload, system, settings.limits());
    this.status = new StatusRoutes(ports);
    this.lists = new ListRoutes(ports, offload);
    var streams = new EventStreams(settings.heartbeatEvery());
    this.events = new EventRoutes(ports, streams);
    this.tasks = new TaskRoutes(ports, offload);
    this.results = new ResultRoutes(ports, offload);
    var watch = new QueueWatch(ports, settings.rules(), offload, system);
    this.rules = new RuleRoutes(ports, offload, watch, system);
    this.admission = new Admission(ports.cluster(), watch, settings.backlog(), system);
    this.control = new ControlRoutes(ports, offload, system);
    this.bulk = new BulkRoutes(ports, offload, system);
    this.bulkEvents = new BulkEventRoutes(bulk, offload, streams);
    this.explain = new ExplainRoutes(ports, offload);
    this.report = new ReportRoutes(ports, offload);
    this.deadLetters = new DeadLetterRoutes(ports, offload);
    this.schedules = new ScheduleRoutes(ports, offload, system, settings.limits());
  }

  /** A request's way to its answer. */
  private interface Handler extends Function<HttpRequest, CompletionStage<HttpResponse>> {}

  private Route to(Handler handler) {
    return extractRequest(
        request -> completeWithFuture(handler.apply(request).exceptionally(Replies::failure)));
  }

  /** To a handler that takes work in, if there is not too much of it already. */
  private Route admitted(Handler handler) {
    return to(request -> admission.admit(request, handler));
  }

  /** The same, for what may have been accepted before. */
  private Route admittedOrRepeated(Handler handler) {
    return to(request -> admission.admitOrRepeat(request, handler));
  }

  /**
   * The whole tree, sealed: whatever is asked, a problem is told in JSON.
   *
   * @param beside routes next to the API's, such as metrics
   */
  Route sealed(List<Route> beside) {
    return handleExceptions(
        exceptions(),
        () ->
            handleRejections(
                rejections(),
                () ->
                    withRequestTimeoutResponse(
                        _ -> Replies.problem(Problem.unavailable("this took too long; try again")),
                        () -> everything(beside))));
  }

  private Route everything(List<Route> beside) {
    var api =
        pathPrefix(
            "api",
            () ->
                concat(
                    pathPrefix(segment("v1").slash("batch"), this::tree),
                    pathPrefix("batch", this::tree)));
    return beside.stream().reduce(api, (one, other) -> concat(one, other));
  }

  private Route tree() {
    return concat(
        pathPrefix("jobs", this::jobs),
        pathPrefix("batches", this::batches),
        pathPrefix("schedules", this::schedules),
        path(segment("queue").slash("status"), () -> get(() -> to(_ -> status.queues()))),
        path("workers", () -> get(() -> to(_ -> status.workers()))),
        path(segment("workers").slash(segment()).slash("drain"), this::drain),
        path("tenants", () -> get(() -> to(_ -> rules.tenants()))),
        path(segment("tenants").slash(segment()), this::tenant),
        path(segment("queues").slash(segment()), this::queue),
        path(segment("operations").slash(segment()).slash("limits"), this::operation),
        path("cluster", () -> get(() -> to(_ -> rules.cluster()))),
        path(segment("cluster").slash("stop"), this::stop),
        path("dead-letters", () -> get(() -> to(deadLetters::list))),
        pathPrefix("operations", this::operations));
  }

  /** What jobs can do, and what is wished of many batches at once. */
  private Route operations() {
    return concat(
        pathEnd(
            () -> concat(get(() -> complete(status.operations())), post(() -> to(bulk::create)))),
        path("bulk", () -> get(() -> to(bulk::list))),
        path(
            segment().slash("events"),
            id -> get(() -> to(request -> bulkEvents.events(request, id)))),
        path(
            segment(),
            id ->
                concat(
                    get(() -> to(request -> bulk.show(request, id))),
                    delete(() -> to(request -> bulk.stop(request, id))))));
  }

  private Route drain(String node) {
    return concat(
        put(() -> to(_ -> status.drain(node, true))),
        delete(() -> to(_ -> status.drain(node, false))));
  }

  private Route tenant(String tenant) {
    return concat(
        get(() -> to(_ -> rules.tenant(tenant))),
        put(() -> to(request -> rules.putTenant(request, tenant))),
        delete(() -> to(_ -> rules.dropTenant(tenant))));
  }

  private Route queue(String name) {
    return concat(
        get(() -> to(_ -> rules.queue(name))),
        put(() -> to(request -> rules.putQueue(request, name))),
        delete(() -> to(_ -> rules.dropQueue(name))));
  }

  private Route operation(String name) {
    return concat(
        put(() -> to(request -> rules.putOperation(request, name))),
        delete(() -> to(_ -> rules.dropOperation(name))));
  }

  private Route stop() {
    return concat(put(() -> to(rules::stop)), delete(() -> to(_ -> rules.release())));
  }

  private Route jobs() {
    return concat(
        pathEnd(
            () -> concat(get(() -> to(lists::jobs)), post(() -> admittedOrRepeated(submit::job)))),
        pathPrefix(segment(), this::job));
  }

  private Route job(String id) {
    return concat(
        pathEnd(
            () -> concat(get(() -> to(request -> status.job(request, id))), changed(Of.JOB, id))),
        controlled(Of.JOB, id),
        path("explain", () -> get(() -> to(request -> explain.job(request, id)))),
        path("report", () -> get(() -> to(request -> report.ofJob(request, id)))),
        path(
            segment("tasks").slash(segment()).slash("explain"),
            task -> get(() -> to(request -> explain.task(request, id, task)))),
        path("status", () -> get(() -> to(request -> status.job(request, id)))),
        path("results", () -> get(() -> to(request -> results.ofJob(request, id, true)))),
        path("errors", () -> get(() -> to(request -> results.ofJob(request, id, false)))),
        path("events", () -> get(() -> to(request -> events.ofJob(request, id)))),
        path("running", () -> get(() -> to(request -> tasks.running(request, id)))),
        path("tasks", () -> get(() -> to(request -> tasks.list(request, id)))),
        path(
            segment("tasks").slash(segment()),
            task -> get(() -> to(request -> tasks.one(request, id, task)))));
  }

  /** What changes a batch or a job under its own name. */
  private Route changed(Of of, String id) {
    return concat(
        patch(() -> to(request -> control.change(request, of, id))),
        delete(() -> to(request -> control.cancel(request, of, id))));
  }

  private Route controlled(Of of, String id) {
    return concat(
        path("pause", () -> put(() -> to(request -> control.pause(request, of, id)))),
        path("resume", () -> put(() -> to(request -> control.resume(request, of, id)))),
        path("retry", () -> post(() -> to(request -> control.retry(request, of, id)))));
  }

  private Route batches() {
    return concat(
        pathEnd(
            () ->
                concat(
                    get(() -> to(lists::batches)), post(() -> admittedOrRepeated(submit::batch)))),
        pathPrefix(segment(), this::batch));
  }

  private Route batch(String id) {
    return concat(
        pathEnd(
            () ->
                concat(get(() -> to(request -> status.batch(request, id))), changed(Of.BATCH, id))),
        controlled(Of.BATCH, id),
        path("explain", () -> get(() -> to(request -> explain.batch(request, id)))),
        path("report", () -> get(() -> to(request -> report.ofBatch(request, id)))),
        path("jobs", () -> post(() -> to(request -> submit.appends().addJob(request, id)))),
        path("status", () -> get(() -> to(request -> status.batch(request, id)))),
        path("results", () -> get(() -> to(request -> results.ofBatch(request, id, true)))),
        path("errors", () -> get(() -> to(request -> results.ofBatch(request, id, false)))),
        path("events", () -> get(() -> to(request -> events.ofBatch(request, id)))),
        path("seal", () -> post(() -> to(request -> submit.appends().seal(request, id)))),
        path(
            segment("jobs").slash(segment()).slash("tasks"),
            job -> post(() -> admitted(request -> submit.appends().append(request, id, job)))));
  }

  private Route schedules() {
    return concat(
        pathEnd(() -> concat(get(() -> to(schedules::list)), post(() -> to(schedules::create)))),
        pathPrefix(segment(), this::schedule));
  }

  private Route schedule(String id) {
    return concat(
        pathEnd(
            () ->
                concat(
                    get(() -> to(request -> schedules.show(request, id))),
                    delete(() -> to(request -> schedules.delete(request, id))))),
        path("next", () -> get(() -> to(request -> schedules.next(request, id)))),
        path("pause", () -> put(() -> to(request -> schedules.pause(request, id)))),
        path("resume", () -> put(() -> to(request -> schedules.resume(request, id)))),
        path("trigger", () -> post(() -> to(request -> schedules.trigger(request, id)))));
  }

  private RejectionHandler rejections() {
    return RejectionHandler.newBuilder()
        .handleAll(MethodRejection.class, this::methodNotAllowed)
        .handle(
            Rejection.class,
            rejection -> complete(Replies.problem(Problem.unreadable(rejection.toString()))))
        .handleNotFound(
            extractRequest(
                request ->
                    complete(
                        Replies.problem(
                            Problem.notFound("there is nothing at " + request.getUri().path())))))
        .build();
  }

  private Route methodNotAllowed(List<MethodRejection> rejections) {
    var allowed =
        rejections.stream()
            .map(MethodRejection::supported)
            .map(HttpMethod::value)
            .distinct()
            .collect(Collectors.joining(", "));
    return complete(
        Replies.problem(Problem.methodNotAllowed("allowed here: " + allowed))
            .addHeader(RawHeader.create("Allow", allowed)));
  }

  private ExceptionHandler exceptions() {
    return ExceptionHandler.newBuilder()
        .matchAny(thrown -> complete(Replies.failure(thrown)))
        .build();
  }
}
