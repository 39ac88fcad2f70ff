package io.gristworks.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A Gristworks server, seen from Java. Calls block until the server has answered; any number of
 * threads may share one client. Every call throws {@link RequestRefused} where the server says no
 * and {@link ServerUnreachable} where there is none.
 *
 * <pre>{@code
 * try (var grist = GristClient.at(URI.create("http://127.0.0.1:7070"))) {
 *   var scan = grist.submit(JobOptions.of("symbol-scan").withParameter("formula", "close > 10"), List.of("AAPL", "MSFT"));
 *   grist.watch(scan.id(), WatchSettings.within(Duration.ofMinutes(10)), status -> {});
 *   try (var outcomes = grist.results(scan.id())) {
 *     outcomes.forEach(outcome -> System.out.println(outcome.result()));
 *   }
 * }
 * }</pre>
 */
public final class GristClient implements AutoCloseable {
  /** Where a server on this machine listens unless told otherwise. */
  public static final URI DEFAULT_BASE = URI.create("http://127.0.0.1:7070");

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

  private final Wire wire;
  private final LongSupplier nanos;

  private GristClient(URI base, LongSupplier nanos) {
    this.wire = new Wire(base);
    this.nanos = nanos;
  }

  /**
   * A client of the server at {@code base}, {@code http} or {@code https}, without the API's mount.
   * Nothing is sent yet.
   */
  public static GristClient at(URI base) {
    return new GristClient(base, System::nanoTime);
  }

  /** Where it sends its requests. */
  public URI base() {
    return wire.base();
  }

  /** Submits a job whose tasks are at hand; each is anything that Jackson can write. */
  public Submission submit(JobOptions options, Collection<?> tasks)
      throws IOException, InterruptedException {
    var document = options.document();
    document.set("tasks", Wire.JSON.valueToTree(tasks));
    var body = BodyPublishers.ofByteArray(Wire.JSON.writeValueAsBytes(document));
    return submitJob(body, options.idempotencyKey());
  }

  /** Submits a job whose tasks are streamed from {@code body}, of any size. */
  public Submission submit(JobOptions options, TaskFormat format, BodyPublisher body)
      throws IOException, InterruptedException {
    var request = wire.to("/jobs", options.query()).header("Content-Type", format.mediaType());
    return submission(keyed(request, options.idempotencyKey()).POST(body).build());
  }

  /** Submits the job that the JSON document {@code body} describes, tasks included. */
  public Submission submitJob(BodyPublisher body, Optional<String> idempotencyKey)
      throws IOException, InterruptedException {
    return document("/jobs", body, idempotencyKey);
  }

  /** Submits the batch of jobs that the JSON document {@code body} describes. */
  public Submission submitBatch(BodyPublisher body, Optional<String> idempotencyKey)
      throws IOException, InterruptedException {
    return document("/batches", body, idempotencyKey);
  }

  /** Adds tasks to {@code job} of the open batch {@code batch}. */
  public JsonNode append(WorkId batch, String job, TaskFormat format, BodyPublisher tasks)
      throws IOException, InterruptedException {
    var path = path(batch.batch()) + "/jobs/" + Wire.encoded(job) + "/tasks";
    var request = wire.to(path, Map.of()).header("Content-Type", format.mediaType());
    return wire.exchange(request.POST(tasks).build()).document();
  }

  /**
   * Closes an open batch: it takes no more tasks.
   *
   * @param tasks how many tasks each job must have got, by name; refused where one is wrong
   */
  public WorkStatus seal(WorkId batch, Map<String, Long> tasks)
      throws IOException, InterruptedException {
    var body = Wire.JSON.writeValueAsBytes(Map.of("tasks", tasks));
    var request =
        wire.to(path(batch.batch()) + "/seal", Map.of()).header("Content-Type", "application/json");
    return new WorkStatus(
        wire.exchange(request.POST(BodyPublishers.ofByteArray(body)).build()).document());
  }

  /** How it stands now. */
  public WorkStatus status(WorkId id) throws IOException, InterruptedException {
    return new WorkStatus(read(path(id) + "/status", Map.of()));
  }

  /** Jobs, the newest first. */
  public Page<WorkStatus> jobs(ListFilter filter) throws IOException, InterruptedException {
    return page(read("/jobs", filter.query()));
  }

  /** Batches, the newest first. */
  public Page<WorkStatus> batches(ListFilter filter) throws IOException, InterruptedException {
    return page(read("/batches", filter.query()));
  }

  /** Cancels it; once more does no harm. */
  public WorkStatus cancel(WorkId id) throws IOException, InterruptedException {
    return control().cancel(id);
  }

  /** What else can be wished and asked of what is there. */
  public Controls control() {
    return new Controls(wire);
  }

  /**
   * One task of a job with its attempts.
   *
   * @param task its index, from 0, or its custom id
   */
  public JsonNode task(WorkId job, String task) throws IOException, InterruptedException {
    return read(path(job) + "/tasks/" + Wire.encoded(task), Map.of());
  }

  /**
   * The tasks of a job that run now, with what their handlers say of their progress.
   *
   * @param limit the most of them, 1 to 1,000
   */
  public JsonNode running(WorkId job, int limit) throws IOException, InterruptedException {
    return read(path(job) + "/running", Map.of("limit", Integer.toString(limit)));
  }

  /** What succeeded so far, in task order. */
  public Outcomes results(WorkId id) throws IOException, InterruptedException {
    return new Outcomes(download(id, Part.RESULTS, TaskFormat.NDJSON));
  }

  /** What failed so far, in task order. */
  public Outcomes errors(WorkId id) throws IOException, InterruptedException {
    return new Outcomes(download(id, Part.ERRORS, TaskFormat.NDJSON));
  }

  /** Outcomes as the server writes them; the caller closes the stream. */
  public InputStream download(WorkId id, Part part, TaskFormat format)
      throws IOException, InterruptedException {
    var query = Map.of("format", format.toString());
    return wire.open(wire.to(path(id) + part.path, query).GET().build()).body();
  }

  /** The queues, under {@code queues}. */
  public JsonNode queues() throws IOException, InterruptedException {
    return read("/queue/status", Map.of());
  }

  /**
   * Has a worker node take no more work and give back what it has not begun, or take work again.
   *
   * @return how the node stands then
   */
  public JsonNode drain(String node, boolean draining) throws IOException, InterruptedException {
    var request =
        wire.to("/workers/" + Wire.encoded(node) + "/drain", Map.of()).timeout(ANSWER_WITHIN);
    var method = draining ? request.PUT(BodyPublishers.noBody()) : request.DELETE();
    return wire.exchange(method.build()).document();
  }

  /**
   * Stops everything: nothing is begun any more, what runs ends. Once more does no harm.
   *
   * @param reason for people
   * @return what holds then
   */
  public JsonNode stopAll(String reason) throws IOException, InterruptedException {
    var body = Wire.JSON.writeValueAsBytes(Map.of("reason", reason));
    var request =
        wire.to("/cluster/stop", Map.of())
            .header("Content-Type", "application/json")
            .timeout(ANSWER_WITHIN);
    return wire.exchange(request.PUT(BodyPublishers.ofByteArray(body)).build()).document();
  }

  /** Lets everything go on; once more does no harm. */
  public JsonNode resumeAll() throws IOException, InterruptedException {
    var request = wire.to("/cluster/stop", Map.of()).timeout(ANSWER_WITHIN).DELETE();
    return wire.exchange(request.build()).document();
  }

  /** The worker nodes, under {@code workers}. */
  public JsonNode workers() throws IOException, InterruptedException {
    return read("/workers", Map.of());
  }

  /** Shares and limits of queues, tenants and operations. */
  public Rules rules() {
    return new Rules(wire);
  }

  /** The schedules. */
  public Schedules schedules() {
    return new Schedules(wire);
  }

  /** Control of many batches at once. */
  public BulkOperations bulk() {
    return new BulkOperations(wire, nanos);
  }

  /** What jobs can do, under {@code operations}. */
  public JsonNode operations() throws IOException, InterruptedException {
    return read("/operations", Map.of());
  }

  /**
   * Follows it until it has finished, through broken connections and restarts of the server.
   *
   * @param listener gets each status on the calling thread, never an older one after a newer one,
   *     and never fewer completed tasks than before
   * @return the final status
   * @throws TimeoutException where it has not finished in time; it goes on all the same
   */
  public WorkStatus watch(WorkId id, WatchSettings settings, Consumer<WorkStatus> listener)
      throws IOException, InterruptedException, TimeoutException {
    var watched = new WatchedWork(this, wire, id);
    return new Watch<>(watched, settings, listener, nanos).untilFinal();
  }

  /** Cuts what is under way. */
  @Override
  public void close() {
    wire.close();
  }

  /** What part of the outcomes to read. */
  public enum Part {
    /** What succeeded. */
    RESULTS("/results"),
    /** What failed. */
    ERRORS("/errors");

    private final String path;

    Part(String path) {
      this.path = path;
    }
  }

  static String path(WorkId id) {
    return (id.isJob() ? "/jobs/" : "/batches/") + Wire.encoded(id.value());
  }

  private JsonNode read(String path, Map<String, String> query)
      throws IOException, InterruptedException {
    return wire.exchange(wire.to(path, query).timeout(ANSWER_WITHIN).GET().build()).document();
  }

  private Submission document(String path, BodyPublisher body, Optional<String> key)
      throws IOException, InterruptedException {
    var request = wire.to(path, Map.of()).header("Content-Type", "application/json");
    return submission(keyed(request, key).POST(body).build());
  }

  private static HttpRequest.Builder keyed(HttpRequest.Builder request, Optional<String> key) {
    key.ifPresent(k -> request.header("Idempotency-Key", k));
    return request;
  }

  private Submission submission(HttpRequest request) throws IOException, InterruptedException {
    var answer = wire.exchange(request);
    return new Submission(new WorkStatus(answer.document()), answer.status() == 200);
  }

  private static Page<WorkStatus> page(JsonNode document) {
    var items = new ArrayList<WorkStatus>();
    document.path("items").forEach(item -> items.add(new WorkStatus(item)));
    var cursor = document.path("next_cursor");
    return new Page<>(
        List.copyOf(items), cursor.isTextual() ? Optional.of(cursor.asText()) : Optional.empty());
  }
}
