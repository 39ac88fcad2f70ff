package io.gristworks.node;

import io.gristworks.client.FakeGateway;
import io.gristworks.client.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * Answers as a node does, on the ports it was given, until it is stopped. Its scan's reason is
 * "data directory|pid". {@code -Dfake=fails} makes it end at once, {@code -Dfake=stays} its scan
 * stay.
 */
public final class Main {
  private Main() {}

  /** Serves. */
  public static void main(String[] arguments) throws Exception {
    var fake = System.getProperty("fake", "");
    if (fake.equals("fails")) {
      System.err.println("boom: no database");
      System.exit(3);
    }
    var data = Path.of(System.getProperty("gristworks.node.data-directory"));
    Files.writeString(data.resolve("db"), "data");
    var status =
        FakeGateway.job("b1.demo", fake.equals("stays") ? "running" : "completed", 3, 1, 3, 9)
            .replace("because", data + "|" + ProcessHandle.current().pid());
    var results =
        """
        {"task":0,"attempt":1,"result":{"symbol":"SIM00001","match_count":2,"matches":["2020-01-02","2021-03-04"]}}
        {"task":1,"attempt":1,"result":{"symbol":"SIM00002","match_count":0,"matches":[]}}
        """;
    try (var gateway = FakeGateway.startAt(Integer.getInteger("gristworks.gateway.port"));
        var management =
            FakeGateway.startAt(Integer.getInteger("gristworks.node.management-port"))) {
      gateway
          .on("POST /jobs", Reply.json(201, status))
          .on("GET /jobs/b1.demo/status", Reply.json(200, status))
          .on("GET /jobs/b1.demo/events", Reply.events(": hello\n\n").hanging())
          .on("GET /jobs/b1.demo/results", Reply.lines(results));
      management.on("GET /ready", Reply.problem(503, "Starting", "soon"), Reply.json(200, "{}"));
      new CountDownLatch(1).await();
    }
  }
}
