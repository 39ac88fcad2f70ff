package io.gristworks.node;

import io.gristworks.engine.cluster.EngineSettings;
import io.gristworks.engine.schedule.ClusterBatches;
import io.gristworks.engine.schedule.SchedulePorts;
import io.gristworks.engine.schedule.ScheduleScanner;
import io.gristworks.gateway.http.Offload;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.submit.StoredSubmissions;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;

/** Plugs the gateway's way to submit into the engine's keeper of schedules. */
final class Schedules {
  private Schedules() {}

  /** Lets the keeper live here, where the node has the role of a coordinator. */
  static void start(ActorSystem<?> system, NodeSettings settings, Ports ports, Executor waiting) {
    var lookEvery =
        new SettingsReader(settings.config()).time("gristworks.engine.schedule.look-every");
    if (!lookEvery.isPositive()) {
      throw new CannotStart(
          "gristworks.engine.schedule.look-every is " + lookEvery + "; it must be above 0");
    }
    if (settings.roles().contains(Role.COORDINATOR)) {
      var submissions = new StoredSubmissions(ports, new Offload(), settings.gateway().limits());
      ScheduleScanner.start(
          system,
          EngineSettings.COORDINATOR_ROLE,
          new SchedulePorts(
              ports.schedules(),
              new ClusterBatches(ports.cluster()),
              submissions::submitDue,
              ports.clock(),
              waiting),
          lookEvery);
    }
  }
}
