package io.gristworks.engine.worker;

import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.ToCoordinator.Blame;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.task.TaskSet;
import io.gristworks.engine.ledger.CrashLedger;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.NodeRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.roaringbitmap.RoaringBitmap;

/**
 * What was running here when the node died, told to the coordinators before it takes work again: so
 * that a task that kills its node is run alone next, and given up after some deaths, also where
 * there is but one node. Threads: the node's actor.
 */
final class LastLife {
  /** A coordinator that is not to be had must not keep the node from all other work. */
  private static final long PATIENCE_NANOS = Duration.ofSeconds(15).toNanos();

  private final Map<JobKey, CoordinatorCommand> untold = new TreeMap<>();
  private final BiConsumer<String, CoordinatorCommand> coordinators;
  private final long since;

  LastLife(
      List<CrashLedger.Entry> left,
      BiConsumer<String, CoordinatorCommand> coordinators,
      NodeRef self,
      long now) {
    this.coordinators = coordinators;
    this.since = now;
    var running = new TreeMap<JobKey, RoaringBitmap>();
    var alone = new TreeMap<JobKey, RoaringBitmap>();
    for (var entry : left) {
      var job = new JobKey(entry.batch(), entry.job());
      tasks(running, job).add(entry.first(), (long) entry.first() + entry.count());
      if (entry.alone()) {
        tasks(alone, job).add(entry.first());
      }
    }
    var died = left.isEmpty() ? "" : left.getFirst().node();
    running.forEach(
        (job, tasks) ->
            untold.put(
                job,
                new CoordinatorCommand.FromNode(
                    self,
                    new Blame(
                        died,
                        job.job(),
                        TaskSet.owning(tasks),
                        TaskSet.owning(tasks(alone, job)),
                        "node "
                            + died
                            + " died while it ran it with "
                            + (left.size() - 1)
                            + " others"))));
  }

  private static RoaringBitmap tasks(Map<JobKey, RoaringBitmap> of, JobKey job) {
    return of.computeIfAbsent(job, _ -> new RoaringBitmap());
  }

  /** Tells what has not been heard yet; said each second. */
  void tell() {
    untold.forEach((job, blame) -> coordinators.accept(job.batch(), blame));
  }

  void heard(ToNode.Blamed answer) {
    untold.remove(new JobKey(answer.batch(), answer.job()));
  }

  /** Whether work may be taken. */
  boolean isOver(long now) {
    return untold.isEmpty() || now - since > PATIENCE_NANOS;
  }
}
