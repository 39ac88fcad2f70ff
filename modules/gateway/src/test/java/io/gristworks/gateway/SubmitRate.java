package io.gristworks.gateway;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;

/**
 * How long does a task take on its way in, from the socket to an in-memory store? Sketch: 1.5 µs
 * raw, 3 µs as a small record. Run by hand: {@code java -cp ... io.gristworks.gateway.SubmitRate}.
 */
final class SubmitRate {
  private static final int TASKS = 100_000;
  private static final int ROUNDS = 30;

  private SubmitRate() {}

  public static void main(String[] args) {
    var filler = "y".repeat(62);
    var raw = new StringBuilder();
    var point = new StringBuilder();
    for (int at = 0; at < TASKS; at++) {
      raw.append("{\"number\":").append(1_000_000 + at).append(",\"text\":\"").append(filler);
      raw.append("\",\"z\":1}\n");
      point.append("{\"name\":\"").append(filler).append("\",\"x\":").append(1_000_000 + at);
      point.append(",\"y\":12345678}\n");
    }
    try (var gateway = new GatewayFixture()) {
      measure(gateway, "raw", raw.toString());
      measure(gateway, "point", point.toString());
    }
  }

  private static void measure(GatewayFixture gateway, String operation, String text) {
    var body = text.getBytes(StandardCharsets.UTF_8);
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long from = System.nanoTime();
      var answer =
          gateway.send(
              HttpRequest.newBuilder(gateway.uri("/jobs?operation=" + operation))
                  .header("Content-Type", GatewayFixture.NDJSON)
                  .POST(BodyPublishers.ofByteArray(body)));
      double micros = (System.nanoTime() - from) / 1e3;
      if (answer.status() != 201) {
        throw new IllegalStateException(answer.text());
      }
      best = Math.min(best, micros);
      if (round % 5 == 4) {
        System.out.printf(
            "%s: %.2f us a task, best %.2f%n", operation, micros / TASKS, best / TASKS);
      }
      gateway.store.uploads.keySet().forEach(gateway.store::deleteUpload);
      gateway.cluster.batches.clear();
    }
    System.out.println(operation + ": bytes a task " + body.length / TASKS);
  }
}
