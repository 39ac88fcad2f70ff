package io.gristworks.engine.worker;

import io.gristworks.core.node.AbandonedThreads;
import io.gristworks.core.node.NodeInput.Pause;
import io.gristworks.core.view.LoadReason;
import io.gristworks.engine.worker.report.NodeProtocol;
import io.gristworks.engine.worker.settings.WorkerMeans;
import io.gristworks.engine.worker.settings.WorkerSettings;
import io.gristworks.engine.worker.thread.NodeHealth;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops a node with too many abandoned threads, and ends it. Threads: the node's actor. */
final class AbandonedThreadGuard {
  private static final Logger LOG = LoggerFactory.getLogger(AbandonedThreadGuard.class);

  private final WorkerMeans means;
  private final IntSupplier abandoned;
  private final NodeProtocol protocol;
  private final NodeHealth health;
  private final int most;
  private final AbandonedThreads threads;

  /**
   * None yet.
   *
   * @param abandoned how many threads are abandoned now
   */
  AbandonedThreadGuard(
      WorkerSettings settings,
      WorkerMeans means,
      IntSupplier abandoned,
      NodeProtocol protocol,
      NodeHealth health) {
    this.means = means;
    this.abandoned = abandoned;
    this.protocol = protocol;
    this.health = health;
    this.most = settings.bounds().abandonedThreads();
    this.threads = new AbandonedThreads(most, settings.times().restartAfter());
  }

  /** A second has passed. */
  void count() {
    boolean were = threads.areTooMany();
    var verdict = threads.count(abandoned.getAsInt(), means.nanos().getAsLong());
    if (threads.areTooMany() != were) {
      LOG.error(
          "abandoned threads, whose handlers answer no interrupt: threads={} most={}",
          abandoned.getAsInt(),
          most);
      health.takesWork(!threads.areTooMany());
      protocol.pause(Pause.ABANDONED_THREADS, threads.areTooMany());
    }
    if (verdict == AbandonedThreads.Verdict.RESTART) {
      means.failure().restart(abandoned.getAsInt() + " abandoned threads, there may be " + most);
    }
  }

  /** Why the node takes no work, if there are too many. */
  Optional<LoadReason> why() {
    return threads.areTooMany()
        ? Optional.of(new LoadReason.AbandonedThreads(abandoned.getAsInt(), most))
        : Optional.empty();
  }
}
