package io.gristworks.bench.gristworks;

import io.gristworks.bench.contest.JdbcUrl;
import io.gristworks.bench.contest.Workload;
import io.gristworks.handler.Traits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads one batch's status again and again while 64 workers are kept busy by it and by 200 others;
 * one reader, with uneven pauses, as a dashboard would.
 */
final class StatusStudy implements Study.Course {
  private static final int OTHERS = 200;
  private static final int TASKS_OF_OTHERS = 1_000;
  private static final int TASKS_OF_READ = 20_000;
  private static final int SLEEP_MS = 50;
  private static final int UNMEASURED = 300;
  private static final int MEASURED = 1_000;

  @Override
  public Map<String, Double> run(JdbcUrl database) throws Exception {
    try (var node = BenchNode.start(database, Traits.waiting(), Map.of());
        var talk = node.talk()) {
      String read = talk.submit(TASKS_OF_READ, index -> Workload.input(index, SLEEP_MS));
      List<String> others = new ArrayList<>();
      for (int i = 0; i < OTHERS; i++) {
        others.add(talk.submit(TASKS_OF_OTHERS, index -> Workload.input(index, SLEEP_MS)));
      }
      long[] nanos = readAgainAndAgain(talk, read);
      long stillRunning = 0;
      for (String other : others) {
        stillRunning += isRunning(talk, other) ? 1 : 0;
      }
      if (stillRunning < OTHERS) {
        throw new IllegalStateException(
            "only %d of %d other batches ran to the end of the readings"
                .formatted(stillRunning, OTHERS));
      }
      talk.cancel(read);
      for (String other : others) {
        talk.cancel(other);
      }
      return figures(nanos);
    }
  }

  private static long[] readAgainAndAgain(GatewayClient talk, String job) throws Exception {
    var random = new SplittableRandom(1);
    long[] nanos = new long[MEASURED];
    for (int i = -UNMEASURED; i < MEASURED; i++) {
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextLong(1_000, 9_000)));
      long began = System.nanoTime();
      boolean running = isRunning(talk, job);
      if (i >= 0) {
        nanos[i] = System.nanoTime() - began;
      }
      if (!running) {
        throw new IllegalStateException("the batch that is read ended before the readings did");
      }
    }
    return nanos;
  }

  private static boolean isRunning(GatewayClient talk, String job) throws Exception {
    String status = talk.status(job).path("status").asText();
    return status.equals("running") || status.equals("queued");
  }

  private static Map<String, Double> figures(long[] nanos) {
    Arrays.sort(nanos);
    var figures = new LinkedHashMap<String, Double>();
    figures.put("other batches", (double) OTHERS);
    figures.put("readings", (double) nanos.length);
    figures.put("p50 ms", nanos[nanos.length / 2] / 1e6);
    figures.put("p99 ms", nanos[nanos.length * 99 / 100] / 1e6);
    figures.put("max ms", nanos[nanos.length - 1] / 1e6);
    return figures;
  }
}
