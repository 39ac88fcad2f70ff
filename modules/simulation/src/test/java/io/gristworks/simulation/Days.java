package io.gristworks.simulation;

/** Lives through the days of some seeds in a JVM of its own, and says what they were like. */
final class Days {
  private Days() {}

  static String hashOf(long seed) {
    return Long.toHexString(Simulation.run(seed, Mutation.NONE).hash());
  }

  /**
   * Prints a seed and its hash a line.
   *
   * @param arguments the seeds, separated by commas
   */
  public static void main(String... arguments) {
    for (var seed : arguments[0].split(",", -1)) {
      System.out.println(seed + " " + hashOf(Long.parseLong(seed)));
    }
  }
}
