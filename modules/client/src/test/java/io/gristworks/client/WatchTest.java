package io.gristworks.client;

import static io.gristworks.client.FakeGateway.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final WorkId JOB = new WorkId("b1.scan");
  private static final String STATUS = "GET /jobs/b1.scan/status";
  private static final String EVENTS = "GET /jobs/b1.scan/events";

  private final FakeGateway gateway = FakeGateway.start();
  private final GristClient client = GristClient.at(gateway.base());
  private final List<Long> seen = new ArrayList<>();

  @AfterEach
  void close() {
    client.close();
    gateway.close();
  }

  @Test
  void eachEventIsShownOnceAndTheLastEndsIt() throws Exception {
    gateway
        .on(STATUS, Reply.json(200, job("queued", 0, 1)))
        .on(
            EVENTS,
            Reply.events(
                ": a heartbeat\n\n",
                event("progress", 2, job("running", 4, 2)),
                event("progress", 3, job("running", 8, 3)),
                event("progress", 3, job("running", 8, 3)),
                event("done", 4, job("completed", 10, 4))));

    var end = watch(Duration.ofSeconds(30));

    assertThat(end.state()).isEqualTo(WorkState.COMPLETED);
    assertThat(seen).containsExactly(0L, 4L, 8L, 10L);
  }

  @Test
  void aBrokenStreamIsResumedFromItsLastEvent() throws Exception {
    gateway
        .on(STATUS, Reply.json(200, job("running", 0, 1)))
        .on(
            EVENTS,
            Reply.events(event("progress", 7, job("running", 4, 7))).cut(),
            Reply.events(event("done", 9, job("completed", 10, 9))));

    watch(Duration.ofSeconds(30));

    assertThat(seen).containsExactly(0L, 4L, 10L);
    assertThat(gateway.requests())
        .filteredOn(request -> request.line().equals(EVENTS))
        .extracting(request -> request.header("Last-event-id"))
        .containsExactly("", "7");
  }

  @Test
  void progressNeverGoesBack() throws Exception {
    gateway
        .on(STATUS, Reply.json(200, job("running", 5, 5)))
        .on(
            EVENTS,
            Reply.events(
                event("progress", 3, job("running", 3, 3)),
                event("progress", 6, job("running", 4, 6)),
                event("progress", 6, job("running", 6, 6)),
                event("progress", 4, job("running", 9, 4)),
                event("done", 8, job("completed", 10, 8))));

    watch(Duration.ofSeconds(30));

    assertThat(seen).containsExactly(5L, 6L, 10L);
  }

  @Test
  void aDoneWithoutAStatusIsAskedAbout() throws Exception {
    gateway
        .on(STATUS, Reply.json(200, job("running", 5, 5)), Reply.json(200, job("failed", 10, 9)))
        .on(EVENTS, Reply.events(event("done", 9, "{}")));

    assertThat(watch(Duration.ofSeconds(30)).state()).isEqualTo(WorkState.FAILED);
  }

  @Test
  void withoutAStreamItAsks() throws Exception {
    gateway.on(
        STATUS,
        Reply.json(200, job("running", 1, 1)),
        Reply.problem(503, "Starting", "the node starts"),
        Reply.json(200, job("running", 2, 2)),
        Reply.json(200, job("completed", 10, 3)));

    watch(Duration.ofSeconds(30));

    assertThat(seen).containsExactly(1L, 2L, 10L);
  }

  @Test
  void aSilentStreamIsHeldForDead() throws Exception {
    gateway
        .on(STATUS, Reply.json(200, job("running", 1, 1)), Reply.json(200, job("completed", 10, 3)))
        .on(EVENTS, Reply.events(": hello\n\n").hanging());
    var settings =
        new WatchSettings(
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofMillis(50),
            Duration.ofMillis(1),
            Duration.ofMillis(1));

    assertThat(client.watch(JOB, settings, this::see).state()).isEqualTo(WorkState.COMPLETED);
  }

  @Test
  void itEndsInTimeThoughNothingComes() {
    gateway
        .on(STATUS, Reply.json(200, job("running", 1, 1)))
        .on(EVENTS, Reply.events(": hello\n\n").hanging());

    assertThatThrownBy(() -> watch(Duration.ofMillis(150)))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("b1.scan has not finished within");
  }

  @Test
  void aServerThatDoesNotComeBackIsGivenUp() {
    gateway.on(STATUS, Reply.json(200, job("running", 1, 1)));
    var impatient =
        new WatchSettings(
            Duration.ofSeconds(30),
            Duration.ofMillis(20),
            Duration.ofSeconds(1),
            Duration.ofMillis(5),
            Duration.ofMillis(5));

    assertThatThrownBy(() -> client.watch(JOB, impatient, _ -> gateway.close()))
        .isInstanceOf(ServerUnreachable.class);
  }

  @Test
  void anUnknownJobIsSaidAtOnce() {
    assertThatThrownBy(() -> watch(Duration.ofSeconds(30))).isInstanceOf(RequestRefused.class);
    assertThat(seen).isEmpty();
  }

  private WorkStatus watch(Duration timeout) throws Exception {
    var settings =
        new WatchSettings(
            timeout,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofMillis(1),
            Duration.ofMillis(4));
    return client.watch(JOB, settings, this::see);
  }

  private void see(WorkStatus status) {
    seen.add(status.counts().completed());
  }

  private static String job(String status, int done, int revision) {
    return FakeGateway.job("b1.scan", status, done, 0, 10, revision);
  }
}
