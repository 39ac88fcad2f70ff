package io.gristworks.simulation;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Which code this is, for whoever repeats a seed. */
final class Commit {
  private Commit() {}

  /** The commit of the checkout that this code was built in, or {@code unknown}. */
  static String here() {
    try {
      var git =
          new ProcessBuilder("git", "rev-parse", "--short=12", "HEAD").directory(home()).start();
      var said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      boolean done = git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0;
      return done ? said : "unknown";
    } catch (IOException e) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }

  private static File home() {
    var source = Commit.class.getProtectionDomain().getCodeSource();
    var here = source == null ? null : new File(source.getLocation().getPath()).getParentFile();
    return here != null && here.isDirectory() ? here : new File(".");
  }
}
