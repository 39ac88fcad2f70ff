package io.gristworks.bench.gristworks;

import io.gristworks.bench.contest.Contestant;
import io.gristworks.bench.contest.JdbcUrl;
import io.gristworks.bench.contest.Scenario;
import io.gristworks.bench.contest.TaskSet;
import io.gristworks.handler.Traits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node with all roles, a job for each task set. A job given as NDJSON is sealed by its end, so no
 * task runs before the submission is over and {@link #workBegan()} stays empty.
 */
public final class Gristworks implements Contestant {
  private final List<String> jobs = new ArrayList<>();
  private @Nullable BenchNode node;
  private @Nullable GatewayClient talk;
  private String shape = "";

  @Override
  public void prepare(JdbcUrl database, Scenario scenario) throws Exception {
    boolean waits = scenario == Scenario.W2 || scenario == Scenario.W5;
    int cores = Runtime.getRuntime().availableProcessors();
    int workers = scenario.workersOr(64);
    node =
        BenchNode.start(
            database,
            waits ? Traits.waiting() : Traits.cpuBound(),
            Map.of("gristworks.engine.worker.workers", workers));
    talk = node.talk();
    shape =
        "a node with all roles, NDJSON over HTTP, "
            + (waits ? workers + " workers" : cores + " CPU-bound workers")
            + ", defaults else";
  }

  @Override
  public String description() {
    return shape;
  }

  @Override
  public void submit(TaskSet tasks) throws Exception {
    jobs.add(talking().submit(tasks.count(), tasks::input));
  }

  @Override
  public void drain() throws Exception {
    talking().awaitCompleted(jobs.getLast());
  }

  @Override
  public long verify() throws Exception {
    Set<Long> ids = new HashSet<>();
    for (String job : jobs) {
      Set<Long> tasks = new HashSet<>();
      talking()
          .results(
              job,
              row -> {
                if (!tasks.add(row.path("task").asLong())) {
                  throw new IllegalStateException("job " + job + " has two results in " + row);
                }
                ids.add(row.at("/result/id").asLong());
              });
    }
    return ids.size();
  }

  @Override
  public void close() {
    if (talk != null) {
      talk.close();
    }
    if (node != null) {
      node.close();
    }
  }

  private GatewayClient talking() {
    if (talk == null) {
      throw new IllegalStateException("prepare first");
    }
    return talk;
  }
}
