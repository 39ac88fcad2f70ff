package io.gristworks.testkit;

import static io.gristworks.testkit.SharedNode.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.gristworks.client.ListFilter;
import io.gristworks.client.RequestRefused;
import io.gristworks.client.Submission;
import io.gristworks.client.WorkId;
import io.gristworks.client.WorkStatus;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit gives the directory before anything else
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

  private final ScriptedOperation script = new ScriptedOperation();
  @TempDir Path data;

  private String database() {
    return "jdbc:h2:file:" + data.resolve("grist") + ";DATABASE_TO_UPPER=false";
  }

  private NodeOptions recipe(String keep) {
    return NodeOptions.usual()
        .withOperations(script)
        .withSetting("gristworks.store.url", database())
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
              SharedNode.numbers(2));
      var ended = submitted(grist, 2_000);
      var run = grist.follow(ended.id()).await(LONG);
      assertThat(run.results()).hasSize(2_000);
      await()
          .atMost(LONG)
          .until(() -> rows(ended.id()).values().stream().allMatch(rows -> rows > 0));

      await().atMost(LONG).until(() -> isGone(ended.id()));
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
      await().atMost(LONG).until(() -> isGone(running.id()));
    }
  }

  @Test
  void theKeyOfABatchThatIsGoneIsFree() throws Exception {
    try (var grist = TestNode.start(recipe("1s"))) {
      var first = submitted(grist, 3);
      grist.follow(first.id()).await(LONG);
      await().atMost(LONG).until(() -> isGone(first.id()));
      var again = submitted(grist, 5);
      assertThat(again.id()).isEqualTo(first.id());
      assertThat(again.repeated()).isFalse();
      assertThat(grist.follow(again.id()).await(LONG).succeeded()).isEqualTo(5);
    }
  }

  @Test
  void aNodeThatStartsAnewPurgesWhatEndedBefore() throws Exception {
    WorkId id;
    try (var grist = TestNode.start(recipe("7d"))) {
      id = submitted(grist, 10).id();
      grist.follow(id).await(LONG);
      await().atMost(LONG).until(() -> rows(id).getOrDefault("batch_view", 0L) == 1);
    }
    try (var _ = TestNode.start(recipe("0s"))) {
      await().atMost(LONG).until(() -> isGone(id));
    }
  }

  private Submission submitted(TestNode grist, int tasks) throws Exception {
    return grist
        .client()
        .submit(
            TestNode.options("script", script.scene((number, _) -> number)).withIdempotencyKey("k"),
            SharedNode.numbers(tasks));
  }

  private boolean isGone(WorkId id) throws SQLException {
    return rows(id).values().stream().allMatch(rows -> rows == 0);
  }

  private Map<String, Long> rows(WorkId id) throws SQLException {
    var rows = new TreeMap<String, Long>();
    try (var connection = DriverManager.getConnection(database())) {
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
