package io.gristworks.testkit;

import static io.gristworks.testkit.SharedNode.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gristworks.handler.TaskHandler;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Limits of a tenant and of an operation on a running node, with work in two queues. */
class SharedLimitTest {
  private static final ScriptedOperation SCRIPT = new ScriptedOperation();
  private static final ScriptedOperation PACED = new ScriptedOperation("paced");

  @RegisterExtension
  static final GristTest grist =
      GristTest.node()
          .workers(16)
          .operation(SCRIPT)
          .operation(PACED)
          .setting("gristworks.tenants.default.max-concurrent", 4)
          .setting("gristworks.limits.operations.paced.per-second", 20);

  private static Run play(
      ScriptedOperation script, String queue, int tasks, TaskHandler<Integer, Object> handler) {
    var options = TestNode.options(script.name(), script.scene(handler)).withQueue(queue);
    return grist.submit(options, SharedNode.numbers(tasks));
  }

  /** Counts how many run at once. */
  private static final class Gauge {
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    TaskHandler<Integer, Object> handler() {
      return (number, _) -> {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        Thread.sleep(20);
        running.decrementAndGet();
        return number;
      };
    }
  }

  private static void put(String path, String body) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(grist.uri().resolve(path))
              .header("Content-Type", "application/json")
              .PUT(BodyPublishers.ofString(body))
              .build();
      assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }

  /** How many tasks a queue says are out under the tenant's limit. */
  private static double out(JsonNode queues, String queue) {
    for (var each : queues.path("queues")) {
      if (each.path("queue").asText().equals(queue)) {
        return each.at("/load/limits/0/out").asDouble();
      }
    }
    return 0;
  }

  @Test
  void neverDoMoreOfATenantRunAtOnceThanItsLimitAndBothQueuesGetThrough() throws Exception {
    var gauge = new Gauge();
    var left = play(SCRIPT, "left", 200, gauge.handler());
    var right = play(SCRIPT, "right", 200, gauge.handler());
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              var queues = grist.client().queues();
              assertThat(out(queues, "left")).isEqualTo(4);
              assertThat(out(queues, "right")).as("the same limit").isEqualTo(4);
            });
    left.await(LONG);
    right.await(LONG);
    assertThat(left.succeeded()).isEqualTo(200);
    assertThat(right.succeeded()).isEqualTo(200);
    assertThat(gauge.most.get()).isEqualTo(4);
  }

  @Test
  void aTenantsLimitHoldsOverAllQueuesWhenItIsChanged() throws Exception {
    put("/api/v1/batch/tenants/default", "{\"max_concurrent\": 2}");
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              var gauge = new Gauge();
              var left = play(SCRIPT, "left", 20, gauge.handler());
              var right = play(SCRIPT, "right", 20, gauge.handler());
              left.await(LONG);
              right.await(LONG);
              assertThat(gauge.most.get()).isEqualTo(2);
            });
    put("/api/v1/batch/tenants/default", "{\"max_concurrent\": 4}");
  }

  @Test
  void noMoreOfAnOperationIsHandedOutThanItsRateAllowsInAllQueuesTogether() throws Exception {
    long began = System.nanoTime();
    var left = play(PACED, "left", 40, (number, _) -> number);
    var right = play(PACED, "right", 40, (number, _) -> number);
    left.await(LONG);
    right.await(LONG);
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .as("80 tasks, 20 at once and 20 a second")
        .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(20));
  }
}
