package io.gristworks.engine.worker;

import io.gristworks.core.load.HostReading;
import io.gristworks.engine.worker.settings.WorkerMeans;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;

/** Reads the host beside the node's actor, once at a time. Threads: the node's actor. */
final class HostReader {
  private final WorkerMeans means;
  private final Executor threads;
  private final Logger log;
  private final Consumer<Optional<HostReading>> then;
  private boolean isReading;

  /**
   * Has read nothing.
   *
   * @param threads where files of the kernel are read
   * @param then told of each reading, on one of those threads; empty where the host cannot be read
   */
  HostReader(
      WorkerMeans means, Executor threads, Logger log, Consumer<Optional<HostReading>> then) {
    this.means = means;
    this.threads = threads;
    this.log = log;
    this.then = then;
  }

  /** Reads, unless the last reading is still under way. */
  void read() {
    if (!isReading) {
      isReading = true;
      threads.execute(() -> then.accept(reading()));
    }
  }

  /** The actor has heard of the reading. */
  void done() {
    isReading = false;
  }

  private Optional<HostReading> reading() {
    try {
      return Optional.of(means.host().get());
    } catch (RuntimeException e) {
      log.warn("the host cannot be read: {}", e.toString());
      return Optional.empty();
    }
  }
}
