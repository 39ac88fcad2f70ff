package io.gristworks.bench.house;

import io.gristworks.bench.contest.JdbcUrl;
import io.gristworks.bench.contest.Workload;
import io.gristworks.handler.Traits;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * A gateway with the coordinators and two worker nodes, a cluster over loopback in one JVM: the
 * worst order of a heavy tail, against the shortest time that any order could take.
 */
final class StealStudy implements Study.Course {
  private static final int TASKS = 1_000;
  private static final int WORKERS_OF_NODE = 8;
  private static final int WORKERS = 2 * WORKERS_OF_NODE;
  private static final int RUNS = 3;
  private static final double SHORTEST_MS = 4;
  private static final double LONGEST_MS = 500;
  private static final double TAIL = 1.1;
  private static final String TAKEN_BACK = "gristworks_tasks_taken_back_total";

  @Override
  public Map<String, Double> run(JdbcUrl database) throws Exception {
    int port = BenchNode.freePort();
    var cluster =
        Map.<String, Object>of(
            "gristworks.cluster.formation", "seeds", "gristworks.node.metrics-every", "500ms");
    try (var head =
            node(
                database,
                cluster,
                Map.of(
                    "gristworks.node.roles",
                    "gateway,coordinator",
                    "gristworks.cluster.port",
                    port,
                    "gristworks.cluster.seeds",
                    "127.0.0.1:" + port));
        var one = worker(database, cluster, port);
        var other = worker(database, cluster, port);
        var talk = head.talk()) {
      makespan(talk, SHORTEST_MS / 10);
      long stolenBefore = stolen(talk, one, other);
      double takenBefore = head.metricAfterTick(TAKEN_BACK);
      double[] seconds = new double[RUNS];
      for (int run = 0; run < RUNS; run++) {
        seconds[run] = makespan(talk, SHORTEST_MS);
      }
      Arrays.sort(seconds);
      double median = seconds[RUNS / 2];
      double bound = lowerBoundSeconds();
      var figures = new LinkedHashMap<String, Double>();
      figures.put("workers", (double) WORKERS);
      figures.put("lower bound s", bound);
      figures.put("makespan s, median of " + RUNS, median);
      figures.put("makespan / lower bound", median / bound);
      figures.put("makespan / lower bound, worst of " + RUNS, seconds[RUNS - 1] / bound);
      figures.put("makespan / the best that this order allows", median / inOrderSeconds());
      figures.put(
          "tasks taken back between nodes, each run",
          (head.metricAfterTick(TAKEN_BACK) - takenBefore) / RUNS);
      figures.put(
          "ranges stolen inside nodes, each run",
          (stolen(talk, one, other) - stolenBefore) / (double) RUNS);
      return figures;
    }
  }

  private static double makespan(GatewayTalk talk, double shortestMs) throws Exception {
    String job = talk.submit(TASKS, i -> Workload.input(i, sleepMillis(i, shortestMs)));
    long began = System.nanoTime();
    talk.awaitCompleted(job);
    return (System.nanoTime() - began) / 1e9;
  }

  /** Quantiles of a Pareto distribution, cut off: no chance, and sorted by itself. */
  private static int sleepMillis(int index, double shortestMs) {
    double quantile = (index + 0.5) / TASKS;
    double pareto = shortestMs / Math.pow(1 - quantile, 1 / TAIL);
    return (int) Math.max(1, Math.round(Math.min(LONGEST_MS, pareto)));
  }

  private static double lowerBoundSeconds() {
    var sleeps =
        IntStream.range(0, TASKS).map(i -> sleepMillis(i, SHORTEST_MS)).summaryStatistics();
    return Math.max(sleeps.getSum() / (double) WORKERS, sleeps.getMax()) / 1e3;
  }

  /**
   * What one queue without any cost would take, from which each free worker takes the next task:
   * nobody who does not know the durations beforehand can do better in this order.
   */
  private static double inOrderSeconds() {
    var free = new PriorityQueue<Integer>(Collections.nCopies(WORKERS, 0));
    int last = 0;
    for (int i = 0; i < TASKS; i++) {
      int end = free.remove() + sleepMillis(i, SHORTEST_MS);
      free.add(end);
      last = Math.max(last, end);
    }
    return last / 1e3;
  }

  private static long stolen(GatewayTalk talk, BenchNode... workers) throws Exception {
    var nodes = talk.get("workers").path("workers");
    if (nodes.size() != workers.length) {
      throw new IllegalStateException("the cluster has not its two worker nodes but " + nodes);
    }
    long sum = 0;
    for (var node : nodes) {
      sum += node.path("stolen").asLong();
    }
    return sum;
  }

  private static BenchNode worker(JdbcUrl database, Map<String, Object> cluster, int seed)
      throws Exception {
    return node(
        database,
        cluster,
        Map.of(
            "gristworks.node.roles",
            "worker",
            "gristworks.engine.worker.workers",
            WORKERS_OF_NODE,
            "gristworks.cluster.seeds",
            "127.0.0.1:" + seed));
  }

  private static BenchNode node(JdbcUrl database, Map<String, Object> cluster, Map<String, ?> more)
      throws Exception {
    var settings = new LinkedHashMap<String, Object>(cluster);
    settings.putAll(more);
    return BenchNode.start(database, Traits.waiting(), settings);
  }
}
