package io.gristworks.bench;

import io.gristworks.bench.contest.JdbcUrl;
import io.gristworks.bench.contest.Scenario;
import io.gristworks.bench.gristworks.Study;
import io.gristworks.bench.measure.Round;
import io.gristworks.bench.report.Finding;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Every contestant, every scenario, every round; one at a time. Rounds are interleaved and each
 * begins with another contestant, so that a machine that slows down is unfair to all alike.
 *
 * @param w1Tasks tasks of W1; the other scenarios have sizes of their own
 * @param w1WarmUp tasks run unmeasured before W1, empty for the scenario's own number
 */
record Tournament(
    List<String> contestants,
    List<Scenario> scenarios,
    int rounds,
    int w1Tasks,
    OptionalInt w1WarmUp) {

  /**
   * Runs it all.
   *
   * @param watcher told of each round as soon as it is measured
   * @throws IOException if a run failed: a comparison with holes is none
   */
  List<Round> run(Server server, ChildJvm child, Consumer<Round> watcher)
      throws IOException, InterruptedException, SQLException {
    List<Round> measured = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      for (int round = 1; round <= rounds; round++) {
        List<String> order = new ArrayList<>(contestants);
        Collections.rotate(order, 1 - round);
        for (String contestant : order) {
          var result = one(server, child, contestant, scenario, round);
          watcher.accept(result);
          measured.add(result);
        }
      }
    }
    return measured;
  }

  /**
   * Makes studies of Gristworks alone, one after the other.
   *
   * @param watcher told of each finding as soon as it is there
   * @throws IOException if one failed
   */
  static List<Finding> study(
      List<Study> studies, Server server, ChildJvm child, Consumer<Finding> watcher)
      throws IOException, InterruptedException, SQLException {
    List<Finding> findings = new ArrayList<>();
    for (Study study : studies) {
      String name = "grist_bench_study";
      JdbcUrl database = server.createDatabase(name);
      try {
        var finding = child.run(study, database);
        watcher.accept(finding);
        findings.add(finding);
      } finally {
        server.dropDatabase(name);
      }
    }
    return findings;
  }

  private Round one(Server server, ChildJvm child, String contestant, Scenario scenario, int round)
      throws IOException, InterruptedException, SQLException {
    boolean w1 = scenario == Scenario.W1;
    int tasks = w1 ? w1Tasks : scenario.tasks();
    int warmUp = w1 ? w1WarmUp.orElse(scenario.warmUp()) : scenario.warmUp();
    String name = "grist_bench_" + contestant.replace('-', '_');
    JdbcUrl database = server.createDatabase(name);
    try {
      return child.run(
          new Assignment(contestant, scenario, round, tasks, warmUp, database.value()));
    } finally {
      server.dropDatabase(name);
    }
  }
}
