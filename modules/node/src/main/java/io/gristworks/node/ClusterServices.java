package io.gristworks.node;

import io.gristworks.engine.bulk.BulkExecutor;
import io.gristworks.engine.bulk.BulkPorts;
import io.gristworks.engine.cluster.Engine;
import io.gristworks.engine.cluster.EngineSettings;
import io.gristworks.engine.retention.Purger;
import io.gristworks.engine.retention.PurgerPorts;
import io.gristworks.engine.schedule.ClusterBatches;
import io.gristworks.engine.schedule.SchedulePorts;
import io.gristworks.engine.schedule.ScheduleScanner;
import io.gristworks.gateway.http.Offload;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.submit.Limits;
import io.gristworks.gateway.submit.StoredSubmissions;
import io.gristworks.gateway.sweep.UploadSweeper;
import io.gristworks.store.retention.BatchDeletion;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What works for the whole cluster, on nodes with the role of a coordinator: the purger, the
 * scanner of schedules and the executor of bulk operations, of which the cluster has one each, and
 * the sweep of uploads. All are started here.
 */
final class ClusterServices {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterServices.class);

  private final ActorSystem<?> system;
  private final ServiceSettings settings;
  private final Engine engine;
  private final Ports ports;
  private final Executor waiting;

  /**
   * Those of a node.
   *
   * @param waiting runs what waits for the database
   */
  ClusterServices(
      ActorSystem<?> system,
      ServiceSettings settings,
      Engine engine,
      Ports ports,
      Executor waiting) {
    this.system = system;
    this.settings = settings;
    this.engine = engine;
    this.ports = ports;
    this.waiting = waiting;
  }

  /**
   * Starts all.
   *
   * @param deletion deletes what is left of ended batches
   * @param limits bounds of what a schedule submits
   */
  void start(BatchDeletion deletion, Limits limits) {
    var role = EngineSettings.COORDINATOR_ROLE;
    Purger.start(
        system,
        role,
        new PurgerPorts(deletion, engine::retire, ports.clock(), waiting),
        settings.purge());
    var submissions = new StoredSubmissions(ports, new Offload(), limits);
    ScheduleScanner.start(
        system,
        role,
        new SchedulePorts(
            ports.schedules(),
            new ClusterBatches(ports.cluster()),
            submissions::submitDue,
            ports.clock(),
            waiting),
        settings.schedulesEvery());
    BulkExecutor.start(
        system,
        role,
        new BulkPorts(
            ports.bulk(), ports.cluster()::control, ports.clock(), ClusterServices::rest, waiting),
        settings.bulk());
    sweepUploads(new UploadSweeper(ports.store(), engine::owns, settings.orphansAfter()));
  }

  private void sweepUploads(UploadSweeper sweeper) {
    system
        .scheduler()
        .scheduleWithFixedDelay(
            settings.orphansEvery(),
            settings.orphansEvery(),
            () -> waiting.execute(() -> sweepOnce(sweeper)),
            system.executionContext());
  }

  private static void sweepOnce(UploadSweeper sweeper) {
    try {
      sweeper.sweep(Instant.EPOCH.plusNanos(System.nanoTime()));
    } catch (RuntimeException e) {
      LOG.warn("uploads not swept, tried again later: {}", e.toString());
    }
  }

  private static void rest(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the node stops", e);
    }
  }
}
