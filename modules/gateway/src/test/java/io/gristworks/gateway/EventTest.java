package io.gristworks.gateway;

import static io.gristworks.gateway.GatewayFixture.JSON;
import static io.gristworks.gateway.GatewayFixture.NDJSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Status;
import io.gristworks.core.bulk.BulkAnswer;
import io.gristworks.core.bulk.BulkId;
import io.gristworks.core.bulk.BulkPage;
import io.gristworks.core.bulk.BulkPosition;
import io.gristworks.core.task.TaskSet;
import io.gristworks.gateway.GatewayFixture.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EventTest {
  private GatewayFixture gateway;

  @BeforeAll
  void start() {
    gateway = new GatewayFixture();
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  private String submit(int tasks) {
    return gateway
        .post("/jobs?operation=raw&name=j", NDJSON, "1\n".repeat(tasks))
        .at("/batch")
        .textValue();
  }

  private List<String> events(String path, String last, Consumer<String> each) {
    var request =
        java.net.http.HttpRequest.newBuilder(gateway.uri(path)).header("Last-Event-ID", last);
    var lines = new ArrayList<String>();
    try (var body =
        gateway
            .client
            .sendAsync(request.build(), java.net.http.HttpResponse.BodyHandlers.ofLines())
            .join()
            .body()) {
      body.forEach(
          line -> {
            lines.add(line);
            each.accept(line);
          });
    }
    return lines;
  }

  @Test
  void eventsFollowABatchToItsEndAndAreNotRepeated() {
    var batch = submit(2);
    var heard =
        events(
            "/jobs/" + batch + ".j/events",
            "",
            line -> {
              if (line.equals("id: 1")) {
                gateway.cluster.change(batch, entry -> entry.succeeded = TaskSet.of(0));
              } else if (line.equals("id: 2")) {
                gateway.cluster.change(batch, entry -> entry.status = Status.COMPLETED);
              }
            });
    assertThat(heard.stream().filter(line -> line.startsWith("event") || line.startsWith("id")))
        .containsExactly(
            "event: progress",
            "id: 1",
            "event: progress",
            "id: 2",
            "event: progress",
            "id: 3",
            "event: done",
            "id: 3");
    assertThat(heard).anyMatch(line -> line.startsWith("data: {\"id\":\"" + batch + ".j\""));
    var resumed = events("/batches/" + batch + "/events", "2", _ -> {});
    assertThat(resumed.stream().filter(line -> line.startsWith("event")))
        .containsExactly("event: progress", "event: done");
    var known = events("/batches/" + batch + "/events", "3", _ -> {});
    assertThat(known.stream().filter(line -> line.startsWith("event")))
        .containsExactly("event: done");
  }

  @Test
  void eventsFollowABulkOperationToItsEndAndAreNotRepeated() {
    var accepted = gateway.post("/operations", JSON, "{\"action\":\"pause\",\"all\":true}");
    var path = accepted.at("/links/events").textValue().substring("/api/v1/batch".length());
    var heard =
        events(
            path,
            "",
            line -> {
              if (line.equals("id: 0")) {
                step(accepted, false);
              } else if (line.equals("id: 1")) {
                step(accepted, true);
              }
            });

    assertThat(heard.stream().filter(line -> line.startsWith("event") || line.startsWith("id")))
        .containsExactly(
            "event: progress",
            "id: 0",
            "event: progress",
            "id: 1",
            "event: progress",
            "id: 2",
            "event: done",
            "id: 2");
    assertThat(heard.stream().filter(line -> line.startsWith("data")))
        .last()
        .asString()
        .contains("\"state\":\"done\"", "\"changed\":2");
    assertThat(events(path, "2", _ -> {}).stream().filter(line -> line.startsWith("event")))
        .containsExactly("event: done");
  }

  private void step(Answer accepted, boolean last) {
    var id = new BulkId(accepted.at("/id").textValue());
    var before = gateway.bulk.find("default", id).orElseThrow();
    var batch = new BatchId(MemoryBulk.MATCH);
    var at = before.acceptedAt();
    var page = BulkPage.of(List.of(batch), new BulkPosition(at, batch), last);
    gateway.bulk.settle(before.after(page, List.of(new BulkAnswer.Changed()), at, at));
  }

  @Test
  void whatIsNoBulkOperationHasNoEvents() {
    for (var id : List.of("raw", "o" + "0".repeat(20))) {
      assertThat(gateway.get("/operations/" + id + "/events").status()).isEqualTo(404);
    }
  }

  @Test
  void aBulkOperationThatWaitsShowsThatItIsAlive() {
    var accepted = gateway.post("/operations", JSON, "{\"action\":\"resume\",\"all\":true}");
    var path = "/operations/" + accepted.at("/id").textValue();
    var heard =
        events(
            path + "/events",
            "0",
            line -> {
              if (line.startsWith(":")) {
                gateway.method("DELETE", path);
              }
            });
    assertThat(heard.getFirst()).startsWith(":");
    assertThat(heard).contains("event: progress", "id: 1", "event: done");
  }

  @Test
  void aQuietStreamOfEventsShowsThatItIsAlive() {
    var batch = submit(1);
    var heard =
        events(
            "/batches/" + batch + "/events",
            "1",
            line -> {
              if (line.startsWith(":")) {
                gateway.cluster.change(batch, entry -> entry.status = Status.FAILED);
              }
            });
    assertThat(heard.getFirst()).startsWith(":");
    assertThat(heard).contains("event: done");
  }
}
