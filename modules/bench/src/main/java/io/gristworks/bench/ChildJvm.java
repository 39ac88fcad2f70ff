package io.gristworks.bench;

import io.gristworks.bench.contest.JdbcUrl;
import io.gristworks.bench.gristworks.Study;
import io.gristworks.bench.measure.Round;
import io.gristworks.bench.report.Finding;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs assignments and studies, each in a JVM of its own with this one's class path, so that peak
 * memory, compiled code and processor time belong to one contestant alone. No child outlives the
 * call, nor this JVM.
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
    var line =
        ask(
            assignment.contestant() + " in " + assignment.scenario(),
            ContestantMain.class,
            Assignment.JSON.writeValueAsString(assignment));
    return Assignment.JSON.readValue(line, Round.class);
  }

  /**
   * Makes one study and waits for it.
   *
   * @throws IOException as {@link #run(Assignment)} does
   */
  Finding run(Study study, JdbcUrl database) throws IOException, InterruptedException {
    var line = ask(study.toString(), StudyMain.class, study.name(), database.value());
    return Assignment.JSON.readValue(line, Finding.class);
  }

  private String ask(String who, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("grist-bench", ".json");
    try {
      Process child = start(output, main, arguments);
      var reaper = Thread.ofPlatform().unstarted(child::destroyForcibly);
      Runtime.getRuntime().addShutdownHook(reaper);
      try {
        await(child, who);
      } finally {
        child.destroyForcibly();
        Runtime.getRuntime().removeShutdownHook(reaper);
      }
      return lastLine(output, who);
    } finally {
      Files.delete(output);
    }
  }

  private Process start(Path output, Class<?> main, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-Dlogback.configurationFile=" + BenchMain.LOGGING,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectOutput(output.toFile())
        .redirectError(Redirect.INHERIT)
        .start();
  }

  private void await(Process child, String who) throws IOException, InterruptedException {
    if (!child.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException("%s did not end within %s".formatted(who, timeout));
    }
    if (child.exitValue() != 0) {
      throw new IOException("%s failed: exit code %d".formatted(who, child.exitValue()));
    }
  }

  /** The last line is ours; a library may have printed before it. */
  private static String lastLine(Path output, String who) throws IOException {
    List<String> lines = Files.readAllLines(output).stream().filter(l -> !l.isBlank()).toList();
    if (lines.isEmpty()) {
      throw new IOException(who + " ended without a word");
    }
    return lines.getLast();
  }
}
