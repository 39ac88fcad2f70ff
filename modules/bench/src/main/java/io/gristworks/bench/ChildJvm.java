package io.gristworks.bench;

import io.gristworks.bench.measure.Round;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs assignments, each in a JVM of its own with this one's class path, so that peak memory,
 * compiled code and processor time belong to one contestant alone. No child outlives the call, nor
 * this JVM.
 *
 * @param heap most heap of a child, as {@code -Xmx} takes it
 * @param timeout after which a child is killed and the run has failed
 */
record ChildJvm(String heap, Duration timeout) {

  /**
   * Runs one assignment and waits for it.
   *
   * @throws IOException if the child failed or was late; its own words are on stderr
   */
  Round run(Assignment assignment) throws IOException, InterruptedException {
    Path output = Files.createTempFile("grist-bench", ".json");
    try {
      Process child = start(assignment, output);
      var reaper = Thread.ofPlatform().unstarted(child::destroyForcibly);
      Runtime.getRuntime().addShutdownHook(reaper);
      try {
        await(child, assignment);
      } finally {
        child.destroyForcibly();
        Runtime.getRuntime().removeShutdownHook(reaper);
      }
      return measured(output, assignment);
    } finally {
      Files.delete(output);
    }
  }

  private Process start(Assignment assignment, Path output) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heap,
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-Dlogback.configurationFile=" + BenchMain.LOGGING,
            "-cp",
            System.getProperty("java.class.path"),
            ContestantMain.class.getName(),
            Assignment.JSON.writeValueAsString(assignment))
        .redirectOutput(output.toFile())
        .redirectError(Redirect.INHERIT)
        .start();
  }

  private void await(Process child, Assignment assignment)
      throws IOException, InterruptedException {
    if (!child.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException(
          "%s did not end %s within %s"
              .formatted(assignment.contestant(), assignment.scenario(), timeout));
    }
    if (child.exitValue() != 0) {
      throw new IOException(
          "%s failed in %s: exit code %d"
              .formatted(assignment.contestant(), assignment.scenario(), child.exitValue()));
    }
  }

  /** The last line is ours; a library may have printed before it. */
  private static Round measured(Path output, Assignment assignment) throws IOException {
    List<String> lines = Files.readAllLines(output).stream().filter(l -> !l.isBlank()).toList();
    if (lines.isEmpty()) {
      throw new IOException(assignment.contestant() + " ended without a word");
    }
    return Assignment.JSON.readValue(lines.getLast(), Round.class);
  }
}
