package io.gristworks.cli.node;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that ends with this one. Signals that only reach this process, such as a SIGTERM from a
 * supervisor, are handed on; it is given time to put its work down before it is killed.
 */
public final class ChildProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final Process process;
  private final Thread hook;

  private ChildProcess(Process process) {
    this.process = process;
    this.hook = new Thread(() -> stop(process), "stop-child");
  }

  /** Starts it; from now on it does not outlive this process. */
  public static ChildProcess start(ProcessBuilder builder) throws IOException {
    var child = new ChildProcess(builder.start());
    Runtime.getRuntime().addShutdownHook(child.hook);
    return child;
  }

  /** Runs it in this terminal to its end, and returns its exit code. */
  public static int runHere(ProcessBuilder builder) throws IOException, InterruptedException {
    try (var child = start(builder.inheritIO())) {
      return child.process.waitFor();
    }
  }

  /** Its number in the system. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** From now on it lives on when this process ends. */
  public void release() {
    forgetHook();
  }

  /** Asks it to end; kills it when it has not by the end of the grace. */
  @Override
  public void close() {
    stop(process);
    forgetHook();
  }

  private void forgetHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // This process is ending: the hook runs already, and does the same.
    }
  }

  private static void stop(Process process) {
    process.destroy(); // SIGTERM; no harm where it has ended
    try {
      if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
