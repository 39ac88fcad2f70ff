package io.gristworks.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gristworks.client.GristClient;
import io.gristworks.client.Outcome;
import io.gristworks.client.WatchSettings;
import io.gristworks.client.WorkId;
import io.gristworks.client.WorkState;
import io.gristworks.client.WorkStatus;
import io.gristworks.engine.operation.OperationCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A job or a batch on its way. From the start a thread of its own follows the event stream, so that
 * {@link #progress} knows all that was told; numbers and status are asked of the node at each call
 * until it has finished. Any thread may call.
 */
public final class Run {
  private static final ObjectMapper JSON = OperationCatalog.mapper();
  private static final Duration FOLLOWED = Duration.ofHours(1);

  private final GristClient client;
  private final WorkId id;
  private final List<WorkStatus> seen = new CopyOnWriteArrayList<>();
  private final AtomicReference<WorkStatus> last = new AtomicReference<>();
  private final CompletableFuture<WorkStatus> end = new CompletableFuture<>();

  Run(GristClient client, WorkId id) {
    this.client = client;
    this.id = id;
    Thread.ofVirtual().name("grist-run-" + id).start(this::watch);
  }

  private void watch() {
    try {
      end.complete(client.watch(id, WatchSettings.within(FOLLOWED), seen::add));
    } catch (IOException | InterruptedException | TimeoutException | RuntimeException e) {
      end.completeExceptionally(e); // whoever awaits it is told; also when the node has gone
    }
  }

  /**
   * Waits until it has finished, in whatever way.
   *
   * @return this
   * @throws AssertionError where it has not, with how it stands and why
   */
  public Run await(Duration longest) {
    try {
      last.set(end.get(longest.toMillis(), TimeUnit.MILLISECONDS));
      return this;
    } catch (TimeoutException e) {
      throw new AssertionError(
          id + " has not finished within " + longest + ": " + sentence(status()), e);
    } catch (ExecutionException e) {
      throw new AssertionError(id + " could not be followed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("the test was interrupted while it waited for " + id, e);
    }
  }

  private static String sentence(WorkStatus status) {
    return status.state() + ", " + status.counts() + ", " + status.reason() + " " + status.errors();
  }

  /** The name it was given. */
  public WorkId id() {
    return id;
  }

  /** How it stands now, or stood when it had finished. */
  public WorkStatus status() {
    var finished = last.get();
    return finished == null ? asked(() -> client.status(id)) : finished;
  }

  /** How it stands, in a word. */
  public WorkState state() {
    return status().state();
  }

  /** How many tasks have succeeded. */
  public long succeeded() {
    return status().counts().succeeded();
  }

  /** How many tasks have been given up. */
  public long failed() {
    return status().counts().failed();
  }

  /** How many tasks were cancelled. */
  public long cancelled() {
    return status().counts().cancelled();
  }

  /** What the handlers counted. */
  public SortedMap<String, Long> counters() {
    return status().counters();
  }

  /** The progress that the event stream told, in the order in which it did. */
  public List<Progress> progress() {
    return seen.stream()
        .map(status -> new Progress(status.counts().completed(), status.counts().total()))
        .toList();
  }

  /** The outcomes of the tasks that have succeeded, in task order. */
  public List<Outcome> outcomes() {
    return all(() -> client.results(id));
  }

  /** The results as JSON, in task order. */
  public List<JsonNode> results() {
    return outcomes().stream().map(outcome -> Objects.requireNonNull(outcome.result())).toList();
  }

  /**
   * The results, in task order.
   *
   * @param type the class that the handler returns
   */
  public <T> List<T> results(Class<T> type) {
    return results().stream().map(result -> read(result, type)).toList();
  }

  /** The outcomes of the tasks that were given up, in task order. */
  public List<Outcome> errors() {
    return all(() -> client.errors(id));
  }

  /**
   * One task with its attempts, as JSON; of a job only.
   *
   * @param task its index, from 0, or its custom id
   */
  public JsonNode task(Object task) {
    return asked(() -> client.task(id, task.toString()));
  }

  /** The job {@code name} of this batch. */
  public Run job(String name) {
    return new Run(client, id.job(name));
  }

  /** Cancels it. */
  public WorkStatus cancel() {
    return asked(() -> client.cancel(id));
  }

  private static <T> T read(JsonNode result, Class<T> type) {
    try {
      return JSON.treeToValue(result, type);
    } catch (JsonProcessingException e) {
      throw new AssertionError("the result " + result + " is no " + type.getSimpleName(), e);
    }
  }

  private static List<Outcome> all(Interruptions.Call<io.gristworks.client.Outcomes> open) {
    return asked(
        () -> {
          try (var outcomes = open.make()) {
            var list = new ArrayList<Outcome>();
            outcomes.forEach(list::add);
            return List.copyOf(list);
          }
        });
  }

  private static <T> T asked(Interruptions.Call<T> call) {
    try {
      return Interruptions.refused(call);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
