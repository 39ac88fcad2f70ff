package io.gristworks.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.gristworks.core.ownership.OwnerRow;
import io.gristworks.node.ClusterSettings.Formation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What Pekko is told, as it follows from the node's settings. */
final class PekkoConfig {
  /** The name of the actor system, the same on all nodes. */
  static final String SYSTEM = "gristworks";

  private static final String SLICK = "pekko-persistence-jdbc.shared-databases.slick.";

  private PekkoConfig() {}

  /** For a node that works under {@code owner}, in this life. */
  static Config of(NodeSettings settings, OwnerRow owner) {
    var values = new HashMap<String, Object>();
    cluster(settings, values);
    journal(settings, values);
    values.put(OwnershipCompatibility.CLUSTER, owner.cluster());
    settings
        .database()
        .store()
        .dialect()
        .sessionUnder(owner.incarnation())
        .ifPresent(session -> values.put(SLICK + "db.connectionInitSql", session));
    values.put("pekko.management.http.hostname", settings.management().host());
    values.put("pekko.management.http.port", settings.management().port());
    values.put("pekko.management.http.bind-hostname", settings.management().host());
    values.put("pekko.management.http.bind-port", settings.management().port());
    values.put(
        "kamon.metric.tick-interval",
        settings.config().getDuration("gristworks.node.metrics-every"));
    return ConfigFactory.parseMap(values).withFallback(settings.config());
  }

  private static void cluster(NodeSettings settings, Map<String, Object> values) {
    var cluster = settings.cluster();
    values.put("pekko.remote.artery.canonical.hostname", cluster.host());
    values.put("pekko.remote.artery.canonical.port", cluster.port());
    // In a rolling update coordinators move to the newest nodes only. Classes alone have none.
    var version = PekkoConfig.class.getPackage().getImplementationVersion();
    if (version != null) {
      values.put("pekko.cluster.app-version", version);
    }
    values.put(
        "pekko.cluster.roles", List.copyOf(settings.roles().stream().map(Role::word).toList()));
    values.put(
        "pekko.cluster.failure-detector.acceptable-heartbeat-pause", cluster.heartbeatPause());
    values.put("pekko.cluster.split-brain-resolver.stable-after", cluster.stableAfter());
    values.put("pekko.cluster.split-brain-resolver.down-all-when-unstable", patience(cluster));
    if (cluster.formation() == Formation.KUBERNETES) {
      values.put(
          "pekko.management.cluster.bootstrap.contact-point-discovery.service-name",
          cluster.kubernetesLabel());
    }
  }

  /**
   * How long a picture that does not settle is borne before every node stops. When the node that
   * was to decide on a death dies itself, its own death must first be noticed, and the picture be
   * stable again: Pekko's default of 4 s ends before that, and stops the whole cluster.
   */
  private static Duration patience(ClusterSettings cluster) {
    return cluster
        .heartbeatPause()
        .plus(cluster.stableAfter())
        .multipliedBy(2)
        .plus(Duration.ofSeconds(5));
  }

  private static void journal(NodeSettings settings, Map<String, Object> values) {
    var store = settings.database().store();
    values.put(SLICK + "profile", store.dialect().slickProfile());
    values.put(SLICK + "db.url", store.url());
    values.put(SLICK + "db.driver", store.dialect().driver());
    if (store.user() != null) {
      values.put(SLICK + "db.user", store.user());
    }
    if (store.password() != null) {
      values.put(SLICK + "db.password", store.password());
    }
    values.put(SLICK + "db.connectionPool", "HikariCP");
    for (var size : List.of("numThreads", "maxConnections", "minConnections")) {
      values.put(SLICK + "db." + size, settings.database().journalConnections());
    }
  }
}
