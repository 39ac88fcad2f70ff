package io.gristworks.engine.worker;

import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.worker.run.LeaseRun;
import io.gristworks.engine.worker.thread.NodeThreads;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker of a node: carries out one run at a time, on a thread of its own. An {@link Error} out
 * of a handler is a defect of that handler's: this worker falls and is set up again, somewhat later
 * each time, and nobody else is touched.
 */
final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final int slot;
  private final ActorRef<NodeCommand> node;
  private final NodeThreads threads;

  /** What a worker is told. */
  sealed interface Command {}

  /** Carry this out. */
  record Order(LeaseRun run) implements Command {}

  /** It is carried out; {@code broke} is what ended it early. */
  record Ended(LeaseRun run, @Nullable Throwable broke) implements Command {}

  private Worker(int slot, ActorRef<NodeCommand> node, NodeThreads threads) {
    this.threads = threads;
    this.slot = slot;
    this.node = node;
  }

  /** The worker at {@code slot}; says so to {@code node} whenever it has been set up. */
  static Behavior<Command> create(int slot, ActorRef<NodeCommand> node, NodeThreads threads) {
    Behavior<Command> worker =
        Behaviors.setup(
            _ -> {
              node.tell(new WorkerNode.WorkerReady(slot));
              return new Worker(slot, node, threads).working();
            });
    return Behaviors.supervise(worker)
        .onFailure(
            Fallen.class,
            SupervisorStrategy.restartWithBackoff(Duration.ofMillis(2), Duration.ofMillis(250), 0.1)
                .withResetBackoffAfter(Duration.ofSeconds(5))
                .withLoggingEnabled(false)); // it has said why itself, once
  }

  private Behavior<Command> working() {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Order(var run) -> carryOut(run);
              case Ended(var run, var broke) -> ended(run, broke);
            });
  }

  private Behavior<Command> carryOut(LeaseRun run) {
    threads.forHandler("gristworks-task-" + slot, run).start();
    return Behaviors.same();
  }

  private Behavior<Command> ended(LeaseRun run, @Nullable Throwable broke) {
    node.tell(new WorkerNode.RunEnded(run, broke == null));
    if (broke == null) {
      return Behaviors.same();
    }
    LOG.warn(
        "a worker falls over an error: worker={} batch={} job={} operation={} error={}",
        slot,
        run.lease().terms().batch(),
        run.lease().terms().jobName(),
        run.lease().terms().operation(),
        broke.toString());
    throw new Fallen(broke);
  }

  /** What supervision catches. */
  private static final class Fallen extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Fallen(Throwable over) {
      super(over);
    }
  }
}
