package io.gristworks.bench;

import io.gristworks.bench.measure.Meter;

/** The main class of a child JVM: one contestant, one scenario, one line of JSON on stdout. */
public final class ContestantMain {
  private ContestantMain() {}

  /**
   * Runs an {@link Assignment}, given as JSON; the exit code is 0 if a round was measured, else 1.
   */
  public static void main(String[] arguments) {
    System.exit(run(arguments[0]));
  }

  private static int run(String argument) {
    try {
      var assignment = Assignment.JSON.readValue(argument, Assignment.class);
      try (var contestant = Contestants.enter(assignment.contestant()).orElseThrow();
          var meter = Meter.on(assignment.url())) {
        var round = new Stopwatch(assignment, contestant, meter).run();
        System.out.println(Assignment.JSON.writeValueAsString(round));
      }
      return 0;
    } catch (Exception failed) {
      failed.printStackTrace();
      return 1;
    }
  }
}
