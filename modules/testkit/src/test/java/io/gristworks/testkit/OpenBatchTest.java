package io.gristworks.testkit;

import static io.gristworks.testkit.SharedNode.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gristworks.client.RequestRefused;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OpenBatchTest {
  private static final int CHUNKS = 10;
  private static final int CHUNK = 5_000;
  private static final long GROWTH_MAX = 48L << 20;

  @RegisterExtension static final GristTest grist = SharedNode.NODE;

  @Test
  void fiftyThousandTasksComeInChunksAndTheHeapStaysFlat() throws Exception {
    var job =
        Map.of(
            "name", "all",
            "operation", "script",
            "parameters",
                SharedNode.SCRIPT.scene(
                    (number, context) -> {
                      context.count("sum", number);
                      return number;
                    }));
    var run = grist.submitBatch(Map.of("open", true, "jobs", List.of(job)));
    var heap = new ArrayList<>(List.of(heapAfterGc()));
    try (var http = HttpClient.newHttpClient()) {
      for (int chunk = 0; chunk < CHUNKS; chunk++) {
        assertThat(append(http, run, chunk)).isEqualTo(200);
      }
      assertThat(append(http, run, 3)).as("the same again is no more").isEqualTo(200);
    }
    heap.add(heapAfterGc());
    assertThat(run.status().counts().total()).isEqualTo(CHUNKS * CHUNK);
    assertThat(run.state().toString()).isEqualTo("created");

    var refused = catchThrowableOfType(RequestRefused.class, () -> seal(run, CHUNKS * CHUNK + 1));
    assertThat(refused.problem().status()).isEqualTo(422);
    assertThat(refused.problem().detail()).contains("50000 tasks, not the 50001 expected");
    assertThat(run.state().toString()).as("still open").isEqualTo("created");
    seal(run, CHUNKS * CHUNK);
    seal(run, CHUNKS * CHUNK); // once more does no harm
    run.await(LONG);
    heap.add(heapAfterGc());

    assertThat(run.succeeded()).isEqualTo(CHUNKS * CHUNK);
    assertThat(run.counters())
        .containsEntry("sum", IntStream.range(0, CHUNKS * CHUNK).asLongStream().sum());
    int next = 0;
    try (var outcomes = grist.client().results(run.id())) {
      for (var outcome : outcomes) {
        assertThat(outcome.task()).isEqualTo(next);
        assertThat(Objects.requireNonNull(outcome.result()).asInt()).isEqualTo(next++);
      }
    }
    assertThat(next).isEqualTo(CHUNKS * CHUNK);
    heap.add(heapAfterGc());
    assertThat(heap).allSatisfy(now -> assertThat(now - heap.getFirst()).isLessThan(GROWTH_MAX));
  }

  private static int append(HttpClient http, Run run, int chunk) throws Exception {
    var uri = grist.uri() + "/api/v1/batch/batches/" + run.id() + "/jobs/all/tasks";
    var lines =
        IntStream.range(chunk * CHUNK, (chunk + 1) * CHUNK)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining("\n"));
    var request =
        HttpRequest.newBuilder(URI.create(uri))
            .header("Content-Type", "application/x-ndjson")
            .header("Idempotency-Key", "chunk-" + chunk)
            .POST(BodyPublishers.ofString(lines))
            .build();
    return http.send(request, BodyHandlers.discarding()).statusCode();
  }

  private static void seal(Run run, long expected) throws Exception {
    grist.client().seal(run.id(), Map.of("all", expected));
  }

  private static long heapAfterGc() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
