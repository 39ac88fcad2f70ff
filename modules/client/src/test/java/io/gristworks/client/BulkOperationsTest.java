package io.gristworks.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BulkOperationsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String RUNNING =
      "{\"id\":\"o1\",\"action\":\"pause\",\"state\":\"running\",\"matched\":4,\"done\":1}";
  private static final String DONE =
      """
      {"id":"o1","action":"pause","state":"done","matched":4,"done":4,"changed":2,"already":1,
       "refused":1,"refusals":[{"batch":"b1","why":"has ended"}],"finished_at":"2026-01-01T00:00:00Z"}
      """;

  private final FakeGateway gateway = FakeGateway.start();
  private final GristClient client = GristClient.at(gateway.base());

  @AfterEach
  void close() {
    client.close();
    gateway.close();
  }

  @Test
  void aWishIsSentWithItsFilterAndItsKey() throws Exception {
    gateway.on("POST /operations", Reply.json(202, RUNNING));
    var wish =
        BulkRequest.cancelGracefully(Duration.ofSeconds(30))
            .withReason("moved")
            .withStatus(List.of("running", "paused"))
            .withTenant("acme")
            .withOperation("scan")
            .withQueue("gpu")
            .withName("nightly*")
            .withSubmittedAfter(Instant.EPOCH)
            .withSubmittedBefore(Instant.EPOCH.plusSeconds(1))
            .withBatches(List.of(new WorkId("b1")));

    var status = client.bulk().submit(wish, Optional.of("k"));

    assertThat(status.id()).isEqualTo("o1");
    assertThat(status.isFinal()).isFalse();
    var request = gateway.only("POST /operations");
    assertThat(request.header("Idempotency-key")).isEqualTo("k");
    assertThat(JSON.readTree(request.body()))
        .isEqualTo(
            JSON.readTree(
                """
                {"action":"cancel","mode":"graceful","grace":"30000ms","reason":"moved",
                 "filter":{"status":["running","paused"],"tenant":"acme","operation":"scan",
                 "queue":"gpu","name":"nightly*","submitted_after":"1970-01-01T00:00:00Z",
                 "submitted_before":"1970-01-01T00:00:01Z","batches":["b1"]}}\
                """));
  }

  @Test
  void singleJobsCanBeMeant() throws Exception {
    gateway.on("POST /operations", Reply.json(202, DONE.replace("\"b1\"", "\"b1\",\"job\":\"s\"")));
    var wish =
        BulkRequest.resume()
            .withName("n")
            .withJobStatus(List.of("paused"))
            .withJobOperation("scan")
            .withJobQueue("gpu")
            .withJobName("s*");

    var status = client.bulk().submit(wish, Optional.empty());

    assertThat(status.refusals().getFirst().who()).isEqualTo(new WorkId("b1.s"));
    assertThat(JSON.readTree(gateway.only("POST /operations").body()))
        .isEqualTo(
            JSON.readTree(
                """
                {"action":"resume","filter":{"name":"n","jobs":{"status":["paused"],
                 "operation":"scan","queue":"gpu","name":"s*"}}}\
                """));
  }

  @Test
  void aRequestIsNotChangedByWhatIsMadeOfIt() throws Exception {
    gateway.on("POST /operations", Reply.json(202, "{\"dry_run\":true,\"matched\":3}"));
    var all = BulkRequest.retry("timeout-1", 5).forAll();
    all.withTenant("acme");

    assertThat(client.bulk().dryRun(all).path("matched").asInt()).isEqualTo(3);

    assertThat(JSON.readTree(gateway.only("POST /operations").body()))
        .isEqualTo(
            JSON.readTree(
                """
                {"action":"retry","group":"timeout-1","canary":5,"all":true,"dry_run":true}\
                """));
    assertThat(all.document().has("dry_run")).isFalse();
  }

  @Test
  void itIsFollowedToItsEnd() throws Exception {
    gateway.on("GET /operations/o1", Reply.json(200, RUNNING), Reply.json(200, DONE));
    var seen = new ArrayList<Long>();

    var end =
        client
            .bulk()
            .watch(
                "o1",
                WatchSettings.within(Duration.ofSeconds(30)),
                status -> seen.add(status.done()));

    assertThat(seen).containsExactly(1L, 4L);
    assertThat(List.of(end.changed(), end.already(), end.refused())).containsExactly(2L, 1L, 1L);
    assertThat(end.refusals())
        .containsExactly(new BulkStatus.Refusal(new WorkId("b1"), "has ended"));
  }

  @Test
  void itsEventsAreHeardAndABrokenStreamIsResumed() throws Exception {
    gateway
        .on("GET /operations/o1", Reply.json(200, RUNNING))
        .on(
            "GET /operations/o1/events",
            Reply.events(FakeGateway.event("progress", 1, RUNNING), ": alive\n\n").cut(),
            Reply.events(
                FakeGateway.event("progress", 2, RUNNING.replace("\"done\":1", "\"done\":3")),
                FakeGateway.event("progress", 3, DONE.replace("\n", "")),
                FakeGateway.event("done", 3, DONE.replace("\n", ""))));
    var seen = new ArrayList<Long>();

    var end =
        client
            .bulk()
            .watch(
                "o1",
                WatchSettings.within(Duration.ofSeconds(30)),
                status -> seen.add(status.done()));

    assertThat(seen).containsExactly(1L, 3L, 4L);
    assertThat(end.state()).isEqualTo("done");
    assertThat(gateway.requests())
        .filteredOn(request -> request.line().endsWith("/events"))
        .extracting(request -> request.header("Last-event-id"))
        .containsExactly("", "1");
  }

  @Test
  void whoeverWaitsNotLongEnoughIsTold() {
    gateway.on("GET /operations/o1", Reply.json(200, RUNNING));

    assertThatThrownBy(
            () -> client.bulk().watch("o1", WatchSettings.within(Duration.ofMillis(1)), _ -> {}))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("o1 has not ended within");
  }
}
