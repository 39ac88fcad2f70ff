package io.gristworks.bench.gristworks;

import io.gristworks.bench.contest.JdbcUrl;
import io.gristworks.bench.contest.Workload;
import io.gristworks.core.batch.BatchId;
import io.gristworks.handler.Traits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * One tenant with a million tasks and fifty with ten each on one node: how long the small ones
 * take, beside what they take alone. And how near to their weights the shares of four tenants are.
 */
final class FairnessStudy implements Study.Course {
  private static final int BIG = 1_000_000;
  private static final int SMALL = 10;
  private static final int TENANTS = 50;
  private static final int SLEEP_MS = 5;
  private static final int WORKERS = 64;
  private static final int[] WEIGHTS = {1, 2, 4, 8};
  private static final int SHARED_TASKS = 200_000;
  private static final int ROUNDS = 25;

  @Override
  public Map<String, Double> run(JdbcUrl database) throws Exception {
    var figures = new LinkedHashMap<String, Double>();
    var settings = Map.of("gristworks.engine.worker.workers", (Object) WORKERS);
    try (var node = BenchNode.start(database, Traits.waiting(), settings);
        var talk = node.talk();
        var desk = new TenantSubmitter(node, database)) {
      small(desk, figures);
      shares(talk, desk, figures);
    }
    return figures;
  }

  private static String input(int task) {
    return Workload.input(task, SLEEP_MS);
  }

  private static double secondsOf(TenantSubmitter desk, String tenant, String name)
      throws IOException {
    long began = System.nanoTime();
    desk.awaitCompleted(desk.submit(tenant, name, SMALL, FairnessStudy::input));
    return (System.nanoTime() - began) / 1e9;
  }

  private static void small(TenantSubmitter desk, Map<String, Double> figures) throws Exception {
    oneByOne(desk, "warm");
    double usual = oneByOne(desk, "alone")[ROUNDS / 2];
    double together = together(desk, "quiet")[TENANTS - 1];
    var big = desk.submit("big", "big", BIG, FairnessStudy::input);
    awaitDone(desk, big, BIG / 50);
    var each = oneByOne(desk, "each");
    var beside = together(desk, "beside");
    figures.put("10 tasks alone, s", usual);
    figures.put("10 tasks beside 1,000,000, median s", each[ROUNDS / 2]);
    figures.put("10 tasks beside 1,000,000, the slowest, s", each[ROUNDS - 1]);
    figures.put("median beside / alone", each[ROUNDS / 2] / usual);
    figures.put("50 x 10 tasks at once, nothing else, the last, s", together);
    figures.put("50 x 10 beside 1,000,000, median s", beside[TENANTS / 2]);
    figures.put("50 x 10 beside 1,000,000, the last, s", beside[TENANTS - 1]);
    figures.put("the last beside / at once with nothing else", beside[TENANTS - 1] / together);
    figures.put("of the 1,000,000 then done", (double) desk.done(big));
    desk.cancel(big);
  }

  /** One small tenant after the other; seconds of each, in ascending order. */
  private static double[] oneByOne(TenantSubmitter desk, String name) throws IOException {
    var seconds = new double[ROUNDS];
    for (int tenant = 0; tenant < ROUNDS; tenant++) {
      seconds[tenant] = secondsOf(desk, "small-" + tenant, name + "-" + tenant);
    }
    Arrays.sort(seconds);
    return seconds;
  }

  /** All small tenants at once; seconds of each, in ascending order. */
  private static double[] together(TenantSubmitter desk, String name) throws Exception {
    var calls = new ArrayList<Callable<Double>>();
    for (int tenant = 0; tenant < TENANTS; tenant++) {
      var who = "small-" + tenant;
      calls.add(() -> secondsOf(desk, who, name + "-" + who));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var seconds = new double[TENANTS];
      int at = 0;
      for (var each : threads.invokeAll(calls)) {
        seconds[at++] = each.get();
      }
      Arrays.sort(seconds);
      return seconds;
    }
  }

  private static void shares(GatewayClient talk, TenantSubmitter desk, Map<String, Double> figures)
      throws Exception {
    List<BatchId> batches = new ArrayList<>();
    for (int weight : WEIGHTS) {
      talk.put("tenants/weighs-" + weight, "{\"weight\":" + weight + "}");
    }
    TimeUnit.SECONDS.sleep(2); // rules are in force within about a second
    for (int weight : WEIGHTS) {
      batches.add(desk.submit("weighs-" + weight, "shares", SHARED_TASKS, FairnessStudy::input));
    }
    awaitDone(desk, batches.getFirst(), 3_000);
    var before = done(desk, batches);
    awaitDone(desk, batches.getLast(), before[WEIGHTS.length - 1] + 120_000);
    var after = done(desk, batches);
    double all = 0;
    for (int at = 0; at < WEIGHTS.length; at++) {
      all += after[at] - before[at];
    }
    double worst = 0;
    for (int at = 0; at < WEIGHTS.length; at++) {
      double share = (after[at] - before[at]) / all;
      double due = (double) WEIGHTS[at] / Arrays.stream(WEIGHTS).sum();
      figures.put("share of weight " + WEIGHTS[at] + " / due", share / due);
      worst = Math.max(worst, Math.abs(share / due - 1));
    }
    figures.put("shares: largest deviation, %", worst * 100);
    for (var batch : batches) {
      desk.cancel(batch);
    }
  }

  private static long[] done(TenantSubmitter desk, List<BatchId> batches) throws IOException {
    var done = new long[batches.size()];
    for (int at = 0; at < done.length; at++) {
      done[at] = desk.done(batches.get(at));
    }
    return done;
  }

  private static void awaitDone(TenantSubmitter desk, BatchId batch, long tasks) throws Exception {
    while (desk.done(batch) < tasks) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}
