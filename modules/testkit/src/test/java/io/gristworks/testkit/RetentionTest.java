package io.gristworks.testkit;

import static io.gristworks.testkit.Mill.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.gristworks.client.ListFilter;
import io.gristworks.client.RequestRefused;
import io.gristworks.client.Submission;
import io.gristworks.client.WorkId;
import io.gristworks.client.WorkStatus;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RetentionTest {
  /** A question about one batch for each table, with its id in the place of the mark. */
  private static final Map<String, String> ROWS =
      Map.of(
          "batch_view", "batch = ?",
          "job_view", "batch = ?",
          "outcome_segment", "batch = ?",
          "input_upload", "batch = ?",
          "input_segment", "upload IN (SELECT upload FROM input_upload WHERE batch = ?)",
          "event_journal", "persistence_id = CONCAT('batch|', ?)",
          "snapshot", "persistence_id = CONCAT('batch|', ?)");

  private final Script script = new Script();

  private NodeRecipe recipe(String keep) {
    return NodeRecipe.usual()
        .withOperations(script)
        .withWorkers(4)
        .withSetting("gristworks.engine.retention.keep", keep)
        .withSetting("gristworks.engine.retention.every", "300ms")
        .withSetting("gristworks.engine.coordinator.snapshot-every", 2);
  }

  @Test
  void whatEndedLongEnoughAgoIsGoneFromEveryTableAndWhatRunsStays() throws Exception {
    var release = new CountDownLatch(1);
    try (var grist = TestNode.start(recipe("3s"))) {
      var running =
          grist.submit(
              TestNode.options(
                  "script",
                  script.scene(
                      (number, _) -> {
                        release.await();
                        return number;
                      })),
              Mill.numbers(2));
      var ended = submitted(grist, 2_000);
      var run = grist.follow(ended.id()).await(LONG);
      assertThat(run.results()).hasSize(2_000);
      await()
          .atMost(LONG)
          .until(() -> rows(grist, ended.id()).values().stream().allMatch(rows -> rows > 0));

      await().atMost(LONG).until(() -> isGone(grist, ended.id()));
      for (var id : new WorkId[] {ended.id(), ended.id().batch()}) {
        var refused = catchThrowableOfType(RequestRefused.class, () -> grist.client().status(id));
        assertThat(refused.problem().status()).isEqualTo(404);
        assertThat(refused.problem().detail()).contains("it has been purged");
      }
      assertThat(grist.client().jobs(ListFilter.latest(10)).items())
          .extracting(WorkStatus::id)
          .containsExactly(running.id());

      assertThat(running.state().toString()).isEqualTo("running");
      release.countDown();
      assertThat(running.await(LONG).succeeded()).isEqualTo(2);
      await().atMost(LONG).until(() -> isGone(grist, running.id()));
    }
  }

  @Test
  void theKeyOfABatchThatIsGoneIsFree() throws Exception {
    try (var grist = TestNode.start(recipe("1s"))) {
      var first = submitted(grist, 3);
      grist.follow(first.id()).await(LONG);
      await().atMost(LONG).until(() -> isGone(grist, first.id()));
      var again = submitted(grist, 5);
      assertThat(again.id()).isEqualTo(first.id());
      assertThat(again.repeated()).isFalse();
      assertThat(grist.follow(again.id()).await(LONG).succeeded()).isEqualTo(5);
    }
  }

  @Test
  void aNodeThatStartsAnewPurgesWhatEndedBefore() throws Exception {
    var data = Scratch.create();
    try {
      var patient =
          recipe("7d")
              .withSetting(
                  "gristworks.store.url",
                  "jdbc:h2:file:" + data.resolve("shared") + ";DATABASE_TO_UPPER=false");
      WorkId id;
      try (var grist = TestNode.start(patient)) {
        id = submitted(grist, 10).id();
        grist.follow(id).await(LONG);
        await().atMost(LONG).until(() -> rows(grist, id).get("batch_view") == 1);
      }
      try (var grist =
          TestNode.start(patient.withSetting("gristworks.engine.retention.keep", "0s"))) {
        await().atMost(LONG).until(() -> isGone(grist, id));
      }
    } finally {
      Scratch.delete(data);
    }
  }

  private Submission submitted(TestNode grist, int tasks) throws Exception {
    return grist
        .client()
        .submit(
            TestNode.options("script", script.scene((number, _) -> number)).withIdempotencyKey("k"),
            Mill.numbers(tasks));
  }

  private static boolean isGone(TestNode grist, WorkId id) throws SQLException {
    return rows(grist, id).values().stream().allMatch(rows -> rows == 0);
  }

  private static Map<String, Long> rows(TestNode grist, WorkId id) throws SQLException {
    var rows = new TreeMap<String, Long>();
    try (var connection = DriverManager.getConnection(grist.node().settings().store().url())) {
      for (var table : ROWS.entrySet()) {
        var sql = "SELECT COUNT(*) FROM " + table.getKey() + " WHERE " + table.getValue();
        try (var statement = connection.prepareStatement(sql)) {
          statement.setString(1, id.batch().value());
          try (var result = statement.executeQuery()) {
            result.next();
            rows.put(table.getKey(), result.getLong(1));
          }
        }
      }
    }
    return rows;
  }
}
