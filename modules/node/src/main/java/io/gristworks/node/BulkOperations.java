package io.gristworks.node;

import io.gristworks.engine.bulk.BulkExecutor;
import io.gristworks.engine.bulk.BulkPorts;
import io.gristworks.engine.bulk.BulkSettings;
import io.gristworks.engine.cluster.EngineSettings;
import io.gristworks.gateway.http.Ports;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;

/** Plugs the cluster into the engine's keeper of bulk operations. */
final class BulkOperations {
  private static final String LOOK_EVERY = "gristworks.engine.bulk.look-every";
  private static final String PAGE = "gristworks.engine.bulk.page";
  private static final int PAGE_MOST = 10_000;

  private BulkOperations() {}

  /** Lets the keeper live here, where the node has the role of a coordinator. */
  static void start(ActorSystem<?> system, NodeSettings settings, Ports ports, Executor waiting) {
    var reader = new SettingsReader(settings.config());
    var lookEvery = reader.time(LOOK_EVERY);
    int page = reader.number(PAGE);
    if (!lookEvery.isPositive()) {
      throw new CannotStart(LOOK_EVERY + " is " + lookEvery + "; it must be above 0");
    }
    if (page < 1 || page > PAGE_MOST) {
      throw new CannotStart(PAGE + " is " + page + "; it must be 1 to " + PAGE_MOST);
    }
    if (settings.roles().contains(Role.COORDINATOR)) {
      BulkExecutor.start(
          system,
          EngineSettings.COORDINATOR_ROLE,
          new BulkPorts(
              ports.bulk(), ports.cluster()::control, ports.clock(), BulkOperations::rest, waiting),
          BulkSettings.usual(lookEvery, page, settings.purge().keep()));
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
