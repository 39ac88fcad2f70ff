package io.gristworks.bench.gristworks;

import io.gristworks.bench.contest.JdbcUrl;
import io.gristworks.bench.contest.Scenario;
import io.gristworks.bench.contest.Workload;
import io.gristworks.handler.Traits;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * A gateway with the coordinators and two worker nodes, a cluster over loopback in one JVM: long
 * tasks last, which is the worst order, against the shortest time that any order could take. Once
 * they grow little by little, once all of a sudden, when leases sized for short tasks are out.
 */
final class StealStudy implements Study.Course {
  private static final int TASKS = 6_000;
  private static final int WORKERS_OF_NODE = 8;
  private static final int WORKERS = 2 * WORKERS_OF_NODE;
  private static final int RUNS = 3;
  private static final double SHORTEST_MS = 4;
  private static final double LONGEST_MS = 500;
  private static final double TAIL = 1.1;
  private static final String TAKEN_BACK = "gristworks_tasks_taken_back_total";

  /** How long each task of a job sleeps, in milliseconds, by its index. */
  private record Shape(String name, int[] sleeps) {
    /** Quantiles of a Pareto distribution, cut off: no chance, and sorted by itself. */
    static Shape growing(double shortestMs) {
      var sleeps = new int[TASKS];
      for (int index = 0; index < TASKS; index++) {
        double pareto = shortestMs / Math.pow(1 - (index + 0.5) / TASKS, 1 / TAIL);
        sleeps[index] = (int) Math.max(1, Math.round(Math.min(LONGEST_MS, pareto)));
      }
      return new Shape("growing", sleeps);
    }

    /** Four times what W5 asks for: 95 % of 2 ms, then 5 % of 200 ms. */
    static Shape sudden() {
      int count = 4 * Scenario.W5.tasks();
      return new Shape(
          "sudden",
          IntStream.range(0, count).map(i -> Scenario.W5.sleepMillis(i, count)).toArray());
    }

    double lowerBoundSeconds() {
      var all = IntStream.of(sleeps).summaryStatistics();
      return Math.max(all.getSum() / (double) WORKERS, all.getMax()) / 1e3;
    }

    /**
     * What one queue without any cost would take, from which each free worker takes the next task:
     * nobody who does not know the durations beforehand can do better in this order.
     */
    double inOrderSeconds() {
      var free = new PriorityQueue<Integer>(Collections.nCopies(WORKERS, 0));
      int last = 0;
      for (int sleep : sleeps) {
        int end = free.remove() + sleep;
        free.add(end);
        last = Math.max(last, end);
      }
      return last / 1e3;
    }
  }

  /** The nodes that are looked at. */
  private record Stage(BenchNode head, GatewayClient talk, int workerNodes) {}

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
      var stage = new Stage(head, talk, List.of(one, other).size());
      makespan(talk, Shape.growing(SHORTEST_MS / 10));
      var figures = new LinkedHashMap<String, Double>();
      figures.put("workers", (double) WORKERS);
      look(stage, Shape.growing(SHORTEST_MS), figures);
      look(stage, Shape.sudden(), figures);
      return figures;
    }
  }

  private static void look(Stage stage, Shape shape, Map<String, Double> figures) throws Exception {
    long stolenBefore = stolen(stage);
    double takenBefore = stage.head.metricAfterTick(TAKEN_BACK);
    double[] seconds = new double[RUNS];
    for (int run = 0; run < RUNS; run++) {
      seconds[run] = makespan(stage.talk, shape);
    }
    Arrays.sort(seconds);
    double median = seconds[RUNS / 2];
    double bound = shape.lowerBoundSeconds();
    var name = shape.name + ": ";
    figures.put(name + "lower bound s", bound);
    figures.put(name + "makespan s, median of " + RUNS, median);
    figures.put(name + "makespan / lower bound", median / bound);
    figures.put(name + "makespan / lower bound, worst of " + RUNS, seconds[RUNS - 1] / bound);
    figures.put(
        name + "the best that this order allows / lower bound", shape.inOrderSeconds() / bound);
    figures.put(
        name + "makespan / the best that this order allows", median / shape.inOrderSeconds());
    figures.put(
        name + "tasks taken back between nodes, each run",
        (stage.head.metricAfterTick(TAKEN_BACK) - takenBefore) / RUNS);
    figures.put(
        name + "ranges stolen inside nodes, each run",
        (stolen(stage) - stolenBefore) / (double) RUNS);
  }

  private static double makespan(GatewayClient talk, Shape shape) throws Exception {
    String job = talk.submit(shape.sleeps.length, i -> Workload.input(i, shape.sleeps[i]));
    long began = System.nanoTime();
    talk.awaitCompleted(job);
    return (System.nanoTime() - began) / 1e9;
  }

  private static long stolen(Stage stage) throws Exception {
    var nodes = stage.talk.get("workers").path("workers");
    if (nodes.size() != stage.workerNodes) {
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
