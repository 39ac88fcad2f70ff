package io.gristworks.testkit;

import static io.gristworks.testkit.SharedNode.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever asks for a batch that does not exist leaves no trace in the database. */
@SuppressWarnings("NullAway.Init") // JUnit gives the directory before anything else
class UnknownBatchTest {
  private static final int REQUESTS = 400;

  /** Requests about one batch, as method and path behind its id. */
  private static final List<String> QUESTIONS =
      List.of(
          "GET ",
          "GET /status",
          "GET /results",
          "GET /errors",
          "GET /explain",
          "GET /report",
          "GET /events",
          "DELETE ",
          "PUT /pause",
          "PUT /resume",
          "POST /retry",
          "POST /seal",
          "POST /jobs/load/tasks");

  @TempDir Path data;

  private String database() {
    return "jdbc:h2:file:" + data.resolve("grist") + ";DATABASE_TO_UPPER=false";
  }

  @Test
  void nothingIsWrittenHoweverOftenItIsAskedFor() throws Exception {
    var recipe =
        NodeOptions.usual()
            .withOperations(new ScriptedOperation())
            .withSetting("gristworks.store.url", database());
    try (var grist = TestNode.start(recipe);
        var http = HttpClient.newHttpClient()) {
      var before = rows();
      for (int number = 0; number < REQUESTS; number++) {
        var batch = "b%020d".formatted(number);
        var question = QUESTIONS.get(number % QUESTIONS.size()).split(" ", -1);
        int status = ask(http, grist, question[0], "batches/" + batch + question[1]);
        assertThat(status).as("%s %s", question[0], question[1]).isEqualTo(404);
      }
      assertThat(ask(http, grist, "GET", "batches/b%020d".formatted(400))).isEqualTo(404);
      assertThat(rows()).isEqualTo(before);
    }
  }

  @Test
  void aBatchJustSubmittedIsFoundAtOnce() throws Exception {
    var script = new ScriptedOperation();
    var recipe =
        NodeOptions.usual().withOperations(script).withSetting("gristworks.store.url", database());
    try (var grist = TestNode.start(recipe);
        var http = HttpClient.newHttpClient()) {
      for (int number = 0; number < 20; number++) {
        var run =
            grist.submit(
                TestNode.options("script", script.scene((n, _) -> n)), SharedNode.numbers(2));
        assertThat(ask(http, grist, "GET", "batches/" + run.id().batch().value())).isEqualTo(200);
        run.await(LONG);
      }
    }
  }

  private static int ask(HttpClient http, TestNode grist, String method, String path)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(grist.uri().resolve("/api/v1/batch/" + path))
            .header("content-type", "application/json")
            .method(
                method,
                method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}"))
            .build();
    return http.send(request, BodyHandlers.ofString()).statusCode();
  }

  /**
   * How many events there are of each batch and of each shard, which remembers its coordinators.
   * What the cluster writes of itself at its start does not count.
   */
  private Map<String, Long> rows() throws SQLException {
    var rows = new TreeMap<String, Long>();
    var sql =
        "SELECT persistence_id, COUNT(*) FROM event_journal WHERE persistence_id LIKE 'batch|%'"
            + " OR persistence_id LIKE '%Shard/%' GROUP BY persistence_id";
    try (var connection = DriverManager.getConnection(database());
        var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows.put(result.getString(1), result.getLong(2));
      }
    }
    return rows;
  }
}
