package io.gristworks.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gristworks.client.GristClient;
import io.gristworks.client.JobOptions;
import io.gristworks.client.RequestRefused;
import io.gristworks.client.ServerUnreachable;
import io.gristworks.client.WorkId;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** P1 and P2: the database goes away under a running batch, and comes back. */
final class DatabaseCutTest {
  private static final int TASKS = 8_000;
  private static final Duration TASK = Duration.ofMillis(20);
  private static final Duration AWAY = Duration.ofSeconds(6);
  private static final int SMALL_BATCHES = 20;
  private static final String JOB = "only";
  private static final int SMALL_TASKS = 10;
  private static final Duration SOON = Duration.ofMinutes(2);

  @RegisterExtension final KillablePostgres postgres = new KillablePostgres();
  @RegisterExtension final Nodes nodes = new Nodes();

  @Test
  void aBatchGoesOnByItselfWhenItsKilledDatabaseIsBack() throws Exception {
    var seed = nodes.plan("head").on(postgres.settings());
    var head =
        nodes
            .start(seed.in(seed, "gateway,coordinator").with("gristworks.store.migrate", "true"))
            .awaitReady();
    nodes
        .start(
            nodes
                .plan("worker")
                .on(postgres.settings())
                .in(seed, "worker")
                .with("gristworks.engine.worker.workers", "16"))
        .awaitReady();
    var file = nodes.directory().resolve("executions");
    try (var client = head.client()) {
      var open = new ArrayList<WorkId>();
      for (int batch = 0; batch < SMALL_BATCHES; batch++) {
        open.add(openBatch(client, file));
      }
      var id = client.submit(Batches.append(file, TASK), Collections.nCopies(TASKS, 0L)).id();
      Batches.await(client, id, SOON, it -> it.counts().succeeded() > TASKS / 4);
      var before = client.status(id).counts().succeeded();
      postgres.killNow();
      var submitted = CompletableFuture.supplyAsync(() -> submitInTheEnd(client, file));
      var sealed = open.stream().map(each -> sealInTheEnd(client, each)).toList();
      TimeUnit.MILLISECONDS.sleep(AWAY.toMillis());
      postgres.startAgain();
      long back = System.nanoTime();
      var after = Batches.await(client, id, SOON, _ -> true);
      assertThat(after.counts().succeeded()).isGreaterThanOrEqualTo(before);
      Batches.await(client, id, SOON, it -> it.counts().succeeded() > after.counts().succeeded());
      long next = System.nanoTime();
      var small = new ArrayList<>(open);
      small.addAll(submitted.get(SOON.toSeconds(), TimeUnit.SECONDS));
      for (var each : sealed) {
        each.get(SOON.toSeconds(), TimeUnit.SECONDS);
      }
      long accepted = System.nanoTime();
      Batches.await(client, id, SOON, it -> it.state().isFinal());
      Batches.assertExact(client, id, TASKS);
      int again = Executions.of(file, id.batch().value()).total() - TASKS;
      System.out.printf(
          "the database was away for %d ms at %d of %d: the next outcome %d ms after its return,"
              + " executed again %d; what was submitted and sealed meanwhile accepted %d ms after"
              + " it%n",
          AWAY.toMillis(),
          before,
          TASKS,
          (next - back) / 1_000_000,
          again,
          (accepted - back) / 1_000_000);
      assertThat(again).as("no node died: what ran is known, and reported late").isZero();
      for (var each : small) {
        Batches.await(client, each, SOON, it -> it.state().isFinal());
        Batches.assertExact(client, each, SMALL_TASKS);
        assertThat(Executions.of(file, each.batch().value()).total()).isEqualTo(SMALL_TASKS);
      }
    }
  }

  /** As a user does who was told 503: the same again, under the same key, until it is accepted. */
  private static List<WorkId> submitInTheEnd(GristClient client, Path file) {
    var ids = new ArrayList<WorkId>();
    for (int batch = 0; batch < SMALL_BATCHES; batch++) {
      var options = Batches.append(file, Duration.ZERO).withIdempotencyKey("small/" + batch);
      ids.add(
          Awaitility.await("accepted")
              .atMost(SOON)
              .pollDelay(Duration.ZERO)
              .pollInterval(Duration.ofMillis(50))
              .until(() -> submitted(client, options), Optional::isPresent)
              .orElseThrow());
    }
    return ids;
  }

  private static Optional<WorkId> submitted(GristClient client, JobOptions options)
      throws IOException, InterruptedException {
    return unlessAway(() -> client.submit(options, Collections.nCopies(SMALL_TASKS, 0L)).id());
  }

  /** A batch that has its tasks, and waits for its seal: one event. */
  private static WorkId openBatch(GristClient client, Path file)
      throws IOException, InterruptedException {
    var document =
        new ObjectMapper()
            .writeValueAsBytes(
                Map.of(
                    "open",
                    true,
                    "jobs",
                    List.of(
                        Map.of(
                            "name",
                            JOB,
                            "operation",
                            "append",
                            "parameters",
                            Map.of("file", file.toString(), "millis", 0),
                            "tasks",
                            Collections.nCopies(SMALL_TASKS, 0L)))));
    return client.submitBatch(BodyPublishers.ofByteArray(document), Optional.empty()).id();
  }

  private static CompletableFuture<Void> sealInTheEnd(GristClient client, WorkId batch) {
    return CompletableFuture.runAsync(
        () ->
            Awaitility.await("sealed")
                .atMost(SOON)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(
                    () ->
                        unlessAway(() -> client.seal(batch, Map.of(JOB, (long) SMALL_TASKS)))
                            .isPresent()),
        run -> Thread.ofVirtual().start(run));
  }

  private interface Wish<T> {
    T ask() throws IOException, InterruptedException;
  }

  private static <T> Optional<T> unlessAway(Wish<T> wish) throws IOException, InterruptedException {
    try {
      return Optional.of(wish.ask());
    } catch (ServerUnreachable e) {
      return Optional.empty();
    } catch (RequestRefused e) {
      assertThat(e.problem().status()).as("%s", e.problem()).isEqualTo(503);
      return Optional.empty();
    }
  }
}
