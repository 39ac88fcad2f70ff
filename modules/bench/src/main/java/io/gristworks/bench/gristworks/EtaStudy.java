package io.gristworks.bench.gristworks;

import com.fasterxml.jackson.databind.JsonNode;
import io.gristworks.bench.contest.JdbcUrl;
import io.gristworks.bench.contest.Workload;
import io.gristworks.handler.Traits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What a job says of the time it will still take, against what it took; and how busy it kept 64
 * workers. Readings count from a tenth of the job to nine tenths of it.
 */
final class EtaStudy implements Study.Course {
  private static final int WORKERS = 64;
  private static final int STEADY_TASKS = 120_000;
  private static final int STEADY_MS = 10;
  private static final int UNEVEN_TASKS = 25_000;
  private static final double UNEVEN_LEAST_MS = 2;
  private static final double UNEVEN_MOST_MS = 200;

  /** What a status said at a moment. */
  private record Reading(long nanos, double share, double seconds, double low, double high) {}

  @Override
  public Map<String, Double> run(JdbcUrl database) throws Exception {
    var figures = new LinkedHashMap<String, Double>();
    var settings = Map.of("gristworks.engine.worker.workers", (Object) WORKERS);
    try (var node = BenchNode.start(database, Traits.waiting(), settings);
        var talk = node.talk()) {
      follow(
          talk,
          "steady",
          IntStream.generate(() -> STEADY_MS).limit(STEADY_TASKS).toArray(),
          figures);
      follow(talk, "uneven", uneven(), figures);
    }
    return figures;
  }

  /** Log-uniform, in no order. */
  private static int[] uneven() {
    var random = new SplittableRandom(1);
    double span = Math.log(UNEVEN_MOST_MS / UNEVEN_LEAST_MS);
    return IntStream.range(0, UNEVEN_TASKS)
        .map(_ -> (int) Math.round(UNEVEN_LEAST_MS * Math.exp(span * random.nextDouble())))
        .toArray();
  }

  private static void follow(
      GatewayClient talk, String name, int[] millis, Map<String, Double> figures) throws Exception {
    long began = System.nanoTime();
    var job = talk.submit(millis.length, task -> Workload.input(task, millis[task]));
    var readings = new ArrayList<Reading>();
    JsonNode status = talk.status(job);
    while (!status.path("status").asText().equals("completed")) {
      read(status).ifPresent(readings::add);
      TimeUnit.MILLISECONDS.sleep(100);
      status = talk.status(job);
    }
    long ended = System.nanoTime();
    double work = IntStream.of(millis).sum() / 1e3;
    figures.put(name + ": work / (workers x time)", work / WORKERS / ((ended - began) / 1e9));
    judge(name, readings, ended, figures);
  }

  private static Optional<Reading> read(JsonNode status) {
    double share = status.at("/progress/percent").asDouble() / 100;
    var eta = status.path("eta");
    return eta.isObject() && share >= 0.1 && share <= 0.9
        ? Optional.of(
            new Reading(
                System.nanoTime(),
                share,
                status.path("eta_seconds").asDouble(),
                eta.path("low_seconds").asDouble(),
                eta.path("high_seconds").asDouble()))
        : Optional.empty();
  }

  private static void judge(
      String name, List<Reading> readings, long ended, Map<String, Double> figures) {
    if (readings.size() < 20) {
      throw new IllegalStateException("only %d readings of %s".formatted(readings.size(), name));
    }
    int inside = 0;
    var errors = new double[readings.size()];
    double width = 0;
    for (int at = 0; at < errors.length; at++) {
      var reading = readings.get(at);
      double left = (ended - reading.nanos) / 1e9;
      inside += reading.low <= left && left <= reading.high ? 1 : 0;
      errors[at] = Math.abs(reading.seconds - left) / left;
      width += (reading.high - reading.low) / left;
    }
    Arrays.sort(errors);
    figures.put(name + ": readings", (double) errors.length);
    figures.put(name + ": error of the eta, median, %", 100 * errors[errors.length / 2]);
    figures.put(name + ": error of the eta, p90, %", 100 * errors[errors.length * 9 / 10]);
    figures.put(
        name + ": the end was within the range, % of readings", 100.0 * inside / errors.length);
    figures.put(
        name + ": width of the range, mean, % of what was left", 100 * width / errors.length);
  }
}
