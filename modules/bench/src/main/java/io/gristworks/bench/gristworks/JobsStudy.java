package io.gristworks.bench.gristworks;

import io.gristworks.bench.contest.JdbcUrl;
import io.gristworks.bench.contest.Workload;
import io.gristworks.bench.measure.Meter;
import io.gristworks.handler.Traits;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a small job costs: many of them by a number of clients at once, each of which submits a job,
 * and the next as soon as it was accepted; and one at a time, from the request until its result has
 * been read.
 */
final class JobsStudy implements Study.Course {
  private static final int WARM_UP = 2_000;
  private static final int ALONE = 300;
  private static final int MANY = 4_000;

  /** A server process tells what it has committed at most so much later. */
  private static final int COUNTS_COME_MS = 2_000;

  @Override
  public Map<String, Double> run(JdbcUrl database) throws Exception {
    var figures = new LinkedHashMap<String, Double>();
    try (var node = BenchNode.start(database, Traits.cpuBound(), Map.of());
        var talk = node.talk();
        var meter = Meter.on(database)) {
      submit(talk, 16, WARM_UP, 1);
      alone(talk, figures);
      many(talk, meter, 1, 1, figures);
      many(talk, meter, 16, 1, figures);
      many(talk, meter, 64, 1, figures);
      many(talk, meter, 16, 10, figures);
    }
    return figures;
  }

  /** One job at a time, to its result. */
  private static void alone(GatewayClient talk, Map<String, Double> figures) throws Exception {
    long[] nanos = new long[ALONE];
    for (int i = 0; i < ALONE; i++) {
      int id = i;
      TimeUnit.MILLISECONDS.sleep(5 + i % 20);
      long began = System.nanoTime();
      String job = talk.submit(1, _ -> Workload.input(id, 0));
      talk.awaitCompleted(job);
      requireResults(talk, job, 1);
      nanos[i] = System.nanoTime() - began;
    }
    Arrays.sort(nanos);
    figures.put("alone, p50 ms", nanos[ALONE / 2] / 1e6);
    figures.put("alone, p99 ms", nanos[ALONE * 99 / 100] / 1e6);
  }

  private static void many(
      GatewayClient talk, Meter meter, int clients, int tasks, Map<String, Double> figures)
      throws Exception {
    int jobs = clients == 1 ? MANY / 8 : MANY / tasks;
    long commits = commits(meter);
    var before = meter.start();
    long began = System.nanoTime();
    var ids = submit(talk, clients, jobs, tasks);
    for (String id : ids) {
      talk.awaitCompleted(id);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    var after = meter.read();
    for (String id : ids.subList(0, 20)) {
      requireResults(talk, id, tasks);
    }
    String what = "%d of %d tasks, ".formatted(clients, tasks);
    figures.put(what + "jobs/s", jobs / seconds);
    figures.put(what + "JVM ms", (after.cpuNanos() - before.cpuNanos()) / 1e6 / jobs);
    figures.put(
        what + "PG ms",
        (after.postgresCpuNanos().orElse(0) - before.postgresCpuNanos().orElse(0)) / 1e6 / jobs);
    figures.put(what + "WAL KB", (after.walBytes() - before.walBytes()) / 1024.0 / jobs);
    figures.put(what + "commits", (commits(meter) - commits) / (double) jobs);
  }

  private static List<String> submit(GatewayClient talk, int clients, int jobs, int tasks)
      throws Exception {
    var ids = new String[jobs];
    var next = new AtomicInteger();
    Callable<Void> client =
        () -> {
          for (int at = next.getAndIncrement(); at < jobs; at = next.getAndIncrement()) {
            ids[at] = talk.submit(tasks, index -> Workload.input(index, 0));
          }
          return null;
        };
    try (var threads = Executors.newFixedThreadPool(clients)) {
      var running = threads.invokeAll(Collections.nCopies(clients, client));
      for (var each : running) {
        each.get();
      }
    }
    return List.of(ids);
  }

  private static void requireResults(GatewayClient talk, String job, int tasks) throws Exception {
    var rows = new AtomicInteger();
    talk.results(job, _ -> rows.incrementAndGet());
    if (rows.get() != tasks) {
      throw new IllegalStateException(
          "job %s has %d results of %d".formatted(job, rows.get(), tasks));
    }
  }

  private static long commits(Meter meter) throws SQLException, InterruptedException {
    TimeUnit.MILLISECONDS.sleep(COUNTS_COME_MS);
    return meter.commits();
  }
}
