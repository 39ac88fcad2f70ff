package io.gristworks.cli;

import io.gristworks.cli.session.Surroundings;

/** Where the start script enters. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(new Grist(Surroundings.ofThisProcess()).run(arguments));
  }
}
