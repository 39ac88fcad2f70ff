package io.gristworks.testkit;

import static io.gristworks.testkit.SharedNode.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.client.BulkRequest;
import io.gristworks.client.BulkStatus;
import io.gristworks.client.GristClient;
import io.gristworks.client.JobOptions;
import io.gristworks.client.ListFilter;
import io.gristworks.client.WatchSettings;
import io.gristworks.client.WorkId;
import io.gristworks.client.WorkState;
import io.gristworks.node.GristNode;
import io.gristworks.node.NodeSettings;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On nodes of its own: what is wished of a whole tenant would meet the batches of other tests. */
class BulkRunTest {
  private static final int BATCHES = 60;

  private static BulkStatus end(GristClient client, BulkStatus begun) throws Exception {
    return client.bulk().watch(begun.id(), WatchSettings.within(LONG), _ -> {});
  }

  private static BulkStatus done(GristClient client, BulkRequest request) throws Exception {
    return end(client, client.bulk().submit(request, Optional.empty()));
  }

  @Test
  void aWholeTenantIsPausedAndGoesOnAndFinishes() throws Exception {
    var gate = new CountDownLatch(1);
    var script = new ScriptedOperation();
    try (var grist = TestNode.start(NodeOptions.usual().withOperations(script).withWorkers(4))) {
      var client = grist.client();
      var scene =
          script.scene(
              (number, _) -> {
                gate.await();
                return number;
              });
      var runs = new ArrayList<Run>();
      for (int nth = 0; nth < BATCHES; nth++) {
        var options = TestNode.options("script", scene).withName("n" + nth);
        runs.add(grist.submit(options, List.of(1, 2, 3)));
      }
      var ofTenant = BulkRequest.pause("too hot").withTenant("default");
      assertThat(client.bulk().dryRun(ofTenant).path("matched").asInt()).isEqualTo(BATCHES);
      assertThat(runs).noneMatch(run -> run.status().state() == WorkState.PAUSED);

      var begun = client.bulk().submit(ofTenant, Optional.of("k1"));
      var paused = end(client, begun);

      assertThat(paused.document().path("state").asText()).isEqualTo("done");
      assertThat(List.of(paused.matched(), paused.done(), paused.changed(), paused.refused()))
          .containsExactly(60L, 60L, 60L, 0L);
      assertThat(runs).allMatch(run -> run.status().state() == WorkState.PAUSED);
      assertThat(runs.getFirst().status().reason()).contains("too hot");
      assertThat(client.bulk().submit(ofTenant, Optional.of("k1")).document())
          .as("the same key is the same operation")
          .isEqualTo(paused.document());
      assertThat(done(client, ofTenant).already()).isEqualTo(BATCHES);

      var some =
          BulkRequest.cancel().withBatches(List.of(runs.get(1).id().batch())).withName("n1*");
      assertThat(done(client, some).changed()).isEqualTo(1);
      var priority = BulkRequest.setPriority("low").withOperation("script");
      assertThat(done(client, priority).changed()).isEqualTo(BATCHES - 1);
      var resumed = done(client, BulkRequest.resume().withStatus(List.of("paused")));

      assertThat(resumed.changed()).isEqualTo(BATCHES - 1);
      gate.countDown(); // not before: whose tasks were all out would have ended though paused
      runs.remove(1);
      for (var run : runs) {
        assertThat(run.await(LONG).succeeded()).isEqualTo(3);
      }
      var late = BulkRequest.pause("").withBatches(List.of(runs.getFirst().id().batch()));
      assertThat(done(client, late).refusals())
          .as("a batch that is named tells why it is not so")
          .containsExactly(
              new BulkStatus.Refusal(runs.getFirst().id().batch(), "the batch has ended"));
      assertThat(client.bulk().list(50, null).path("items")).hasSize(6);
    }
  }

  @Test
  void failedTasksOfManyBatchesAreTriedAgain() throws Exception {
    var script = new ScriptedOperation();
    var good = new CountDownLatch(1);
    try (var grist = TestNode.start(NodeOptions.usual().withOperations(script).withWorkers(4))) {
      var scene =
          script.scene(
              (number, _) -> {
                if (good.getCount() > 0 && number % 2 == 0) {
                  throw new IllegalStateException("not yet");
                }
                return number;
              });
      var options = TestNode.options("script", scene).withRetry(1, Duration.ofMillis(1));
      var failing =
          List.of(grist.submit(options, List.of(1, 2)), grist.submit(options, List.of(4)));
      var clean = grist.submit(options, List.of(1));
      for (var run : failing) {
        assertThat(run.await(LONG).failed()).isEqualTo(1);
      }
      clean.await(LONG);
      good.countDown();

      var retried = done(grist.client(), BulkRequest.retry(null, 0).forAll());

      assertThat(List.of(retried.matched(), retried.changed())).containsExactly(2L, 2L);
      for (var run : failing) {
        assertThat(grist.follow(run.id()).await(LONG).failed()).isZero();
      }
    }
  }

  @Test
  void singleJobsArePausedAndTheirBatchesGoOn() throws Exception {
    var script = new ScriptedOperation();
    var gate = new CountDownLatch(1);
    var recipe = NodeOptions.usual().withOperations(script).withWorkers(4);
    try (var grist = TestNode.start(recipe.withSetting("gristworks.engine.bulk.page", 10))) {
      var client = grist.client();
      var scene =
          script.scene(
              (number, _) -> {
                gate.await();
                return number;
              });
      var runs = new ArrayList<Run>();
      for (int nth = 0; nth < 25; nth++) {
        runs.add(grist.submitBatch(twoJobs(scene.scene())));
      }
      var scans = BulkRequest.pause("hot").withOperation("script").withJobName("scan*");
      assertThat(client.bulk().dryRun(scans).path("matched").asInt()).isEqualTo(25);

      var begun = client.bulk().submit(scans, Optional.empty());
      var heard = events(grist, begun);

      assertThat(heard.getLast()).startsWith("done").contains("\"changed\":25");
      assertThat(heard).as("a page of ten is an event").hasSizeGreaterThan(2);
      assertThat(done(client, scans).already()).isEqualTo(25);
      gate.countDown();
      for (var run : runs) {
        var load = new WorkId(run.id().batch() + ".load");
        assertThat(grist.follow(load).await(LONG).succeeded()).isEqualTo(1);
        assertThat(client.status(new WorkId(run.id().batch() + ".scan-1")).state())
            .isEqualTo(WorkState.PAUSED);
      }
      var resumed = done(client, BulkRequest.resume().withJobStatus(List.of("paused")));
      assertThat(List.of(resumed.matched(), resumed.changed())).containsExactly(25L, 25L);
      for (var run : runs) {
        assertThat(run.await(LONG).succeeded()).isEqualTo(2);
      }
    }
  }

  private static Map<String, Object> twoJobs(String scene) {
    var parameters = Map.of("scene", scene);
    return Map.of(
        "jobs",
        List.of(job("load", parameters, List.of()), job("scan-1", parameters, List.of("load"))));
  }

  private static Map<String, Object> job(String name, Object parameters, List<String> after) {
    return Map.of(
        "name",
        name,
        "operation",
        "script",
        "parameters",
        parameters,
        "after",
        after,
        "tasks",
        List.of(1));
  }

  /** Each event's type and data, to the end of the stream. */
  private static List<String> events(TestNode grist, BulkStatus begun) throws Exception {
    var path = begun.document().path("links").path("events").asText();
    var heard = new ArrayList<String>();
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(grist.uri().resolve(path)).timeout(LONG).build();
      var type = "";
      for (var line : http.send(request, BodyHandlers.ofLines()).body().toList()) {
        if (line.startsWith("event: ")) {
          type = line.substring(7);
        } else if (line.startsWith("data: ")) {
          heard.add(type + " " + line.substring(6));
        }
      }
    }
    return heard;
  }

  /** The first node hears of it too late; the next one carries it out. */
  @Test
  void whatWasAcceptedOutlivesItsNode(@TempDir Path directory) throws Exception {
    var script = new ScriptedOperation();
    var recipe = NodeOptions.usual().withOperations(script).withWorkers(1);
    var settings = new TreeMap<>(recipe.settings());
    settings.put("gristworks.node.data-directory", directory.resolve("data").toString());
    settings.put("gristworks.engine.bulk.look-every", "1h");
    var later =
        JobOptions.of("script")
            .withParameter("scene", script.scene((number, _) -> number).scene())
            .withStartAt(Instant.now().plus(Duration.ofHours(1)));
    var batches = new ArrayList<WorkId>();
    BulkStatus begun;
    try (var node = GristNode.start(NodeSettings.with(settings), recipe.catalog(), false);
        var client = GristClient.at(node.gatewayUri())) {
      for (int nth = 0; nth < 5; nth++) {
        batches.add(client.submit(later, List.of(1)).id());
      }
      begun = client.bulk().submit(BulkRequest.pause("").forAll(), Optional.empty());
      assertThat(begun.state()).isEqualTo("accepted");
    }
    settings.put("gristworks.engine.bulk.look-every", "100ms");
    try (var node = GristNode.start(NodeSettings.with(settings), recipe.catalog(), false);
        var client = GristClient.at(node.gatewayUri())) {
      assertThat(end(client, begun).changed()).isEqualTo(5);

      var paused = client.batches(new ListFilter("paused", null, null, 50, null)).items();
      assertThat(paused).hasSize(batches.size());
    }
  }
}
