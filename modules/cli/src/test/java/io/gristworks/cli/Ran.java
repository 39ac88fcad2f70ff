package io.gristworks.cli;

import io.gristworks.cli.session.CommandEnvironment;
import io.gristworks.cli.session.Screen;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** What one run of the command left: its exit code and what it wrote. */
record Ran(int exitCode, String out, String err) {
  /** Runs it with a home directory and nothing to look at. */
  static Ran grist(Path home, String... arguments) {
    return grist(home, Screen.none(), "", arguments);
  }

  static Ran grist(Path home, Screen screen, String input, String... arguments) {
    return grist(home, Map.of(), screen, input, arguments);
  }

  static Ran grist(
      Path home,
      Map<String, String> environment,
      Screen screen,
      String input,
      String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var around =
        new CommandEnvironment(
            new PrintWriter(out),
            new PrintWriter(err),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            environment,
            home,
            home.resolve("nowhere"),
            screen,
            System::nanoTime);
    int exitCode = new Grist(around).run(arguments);
    return new Ran(exitCode, out.toString(), err.toString());
  }
}
