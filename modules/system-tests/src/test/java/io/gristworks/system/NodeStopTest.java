package io.gristworks.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.client.GristClient;
import io.gristworks.client.RequestRefused;
import io.gristworks.client.ServerUnreachable;
import io.gristworks.client.WorkId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a node ends that is stopped in good order, with work left and while somebody asks. */
final class NodeStopTest {
  private static final int BATCHES = 30;
  private static final int TASKS = 400;
  private static final Duration TASK = Duration.ofMillis(40);
  private static final Duration SOON = Duration.ofMinutes(1);

  @RegisterExtension final Nodes nodes = new Nodes();

  @Test
  void itEndsWithoutAWarning() throws Exception {
    var node =
        nodes.start(nodes.plan("only").with("gristworks.engine.worker.workers", "8")).awaitReady();
    try (var client = node.client();
        var threads = Executors.newCachedThreadPool()) {
      var file = nodes.directory().resolve("executions");
      var ids = new ArrayList<WorkId>();
      for (int batch = 0; batch < BATCHES; batch++) {
        ids.add(client.submit(Batches.append(file, TASK), Collections.nCopies(TASKS, 0L)).id());
      }
      Batches.await(client, ids.getFirst(), SOON, it -> it.counts().succeeded() > 0);
      var answers = new AtomicLong();
      var asking = CompletableFuture.runAsync(() -> askUntilTheEnd(client, ids, answers), threads);
      Awaitility.await("answers").atMost(SOON).until(() -> answers.get() > 2L * BATCHES);
      long before = System.nanoTime();
      int code = node.stop();
      System.out.printf(
          "a node with %d batches at work stopped within %d ms%n",
          BATCHES, (System.nanoTime() - before) / 1_000_000);
      asking.join();
      assertThat(code).as("as after SIGTERM").isEqualTo(143);
      assertThat(node.log().lines())
          .noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "))
          .noneMatch(line -> line.contains("Exception"));
    }
  }

  private static void askUntilTheEnd(GristClient client, List<WorkId> ids, AtomicLong answers) {
    try {
      while (true) {
        for (var id : ids) {
          if (Batches.statusNow(client, id).isPresent()) {
            answers.incrementAndGet();
          } else if (!answersAtAll(client)) {
            return;
          }
        }
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static boolean answersAtAll(GristClient client) throws Exception {
    try {
      client.workers();
      return true;
    } catch (ServerUnreachable e) {
      return false;
    } catch (RequestRefused e) {
      return true; // it ends
    }
  }
}
