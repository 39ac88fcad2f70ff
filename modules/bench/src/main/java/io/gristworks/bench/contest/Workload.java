package io.gristworks.bench.contest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The work itself, the same for every contestant: about 100 bytes of JSON in, about 50 bytes of
 * JSON out, and a sleep where the scenario asks for one. Any number of threads may call it.
 */
public final class Workload {
  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
  private static final ObjectReader INPUT = JSON.readerFor(Input.class);
  private static final ObjectWriter RESULT = JSON.writerFor(Result.class);
  private static final HexFormat HEX = HexFormat.of();

  private Workload() {}

  /** What a task is given; {@code sleepMs} is left out of the JSON when it is 0. */
  public record Input(long id, String symbol, String payload, int sleepMs) {}

  /** What a task gives. */
  public record Result(long id, String hash) {}

  /** The input of task {@code id}: a function of its arguments alone. */
  public static String input(long id, int sleepMillis) {
    // Built by hand: a formatter would cost more than some contestants do.
    String symbol = Long.toString(id % 100_000);
    String payload = HEX.toHexDigits(mixed(id)) + HEX.toHexDigits(mixed(~id));
    var json = new StringBuilder(128).append("{\"id\":").append(id).append(",\"symbol\":\"S");
    json.repeat('0', 5 - symbol.length()).append(symbol).append("\",\"payload\":\"");
    json.append(payload).append(payload, 0, 26).append('"');
    if (sleepMillis > 0) {
      json.append(",\"sleep_ms\":").append(sleepMillis);
    }
    return json.append('}').toString();
  }

  /**
   * Runs one task on an already parsed input, for those whose own machinery parses.
   *
   * @throws IllegalStateException if interrupted while asleep
   */
  public static Result run(Input input) {
    if (input.sleepMs() > 0) {
      sleep(input.sleepMs());
    }
    long hash = input.id();
    for (int i = 0; i < input.payload().length(); i++) {
      hash = hash * 31 + input.payload().charAt(i);
    }
    return new Result(input.id(), HEX.toHexDigits(mixed(hash)) + HEX.toHexDigits(hash));
  }

  /**
   * Runs one task: parse, compute, write.
   *
   * @throws IllegalArgumentException if the input is not what {@link #input} made
   */
  public static String run(String input) {
    try {
      return RESULT.writeValueAsString(run((Input) INPUT.readValue(input)));
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException("not an input of ours: " + input, broken);
    }
  }

  private static void sleep(int millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("interrupted while asleep");
      }
    }
  }

  /** Spreads the bits, so that neither inputs nor results compress into nothing. */
  private static long mixed(long seed) {
    long z = seed + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
