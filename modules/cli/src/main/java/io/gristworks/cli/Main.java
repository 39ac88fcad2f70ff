package io.gristworks.cli;

import io.gristworks.cli.session.CommandEnvironment;

/** Where the start script enters. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(new Grist(CommandEnvironment.ofThisProcess()).run(arguments));
  }
}
