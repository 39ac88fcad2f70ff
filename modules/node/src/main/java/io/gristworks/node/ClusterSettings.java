package io.gristworks.node;

import io.gristworks.core.ownership.OwnershipTimes;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a node finds others; see {@code config/cluster.conf}.
 *
 * @param formation how a cluster comes together
 * @param host where other nodes reach this one
 * @param port likewise; 0 for a free port
 * @param seeds {@code host:port} of nodes that are asked first
 * @param kubernetesLabel of the pods that are asked
 * @param heartbeatPause how long a node may be silent
 * @param stableAfter how long a picture of who is silent must last before it is acted on
 * @param ownership how the database is owned
 */
public record ClusterSettings(
    Formation formation,
    String host,
    int port,
    List<String> seeds,
    String kubernetesLabel,
    Duration heartbeatPause,
    Duration stableAfter,
    OwnershipTimes ownership) {

  /** How a cluster comes together. */
  public enum Formation {
    /** One node alone. */
    SINGLE,
    /** Named first nodes. */
    SEEDS,
    /** The pods that the Kubernetes API names. */
    KUBERNETES
  }

  static ClusterSettings of(SettingsReader read) {
    var word = read.text("gristworks.cluster.formation");
    var formation =
        switch (word) {
          case "single" -> Formation.SINGLE;
          case "seeds" -> Formation.SEEDS;
          case "kubernetes" -> Formation.KUBERNETES;
          default ->
              throw new CannotStart(
                  "gristworks.cluster.formation is '"
                      + word
                      + "'; it takes single, seeds or kubernetes");
        };
    var seeds =
        Stream.of(read.text("gristworks.cluster.seeds").split(","))
            .map(String::strip)
            .filter(seed -> !seed.isEmpty())
            .toList();
    if (formation == Formation.SEEDS && seeds.isEmpty()) {
      throw new CannotStart(
          "gristworks.cluster.seeds is empty; formation seeds needs at least one host:port");
    }
    return new ClusterSettings(
        formation,
        read.text("gristworks.cluster.host"),
        read.port("gristworks.cluster.port"),
        seeds,
        read.text("gristworks.cluster.kubernetes-label"),
        read.time("gristworks.cluster.heartbeat-pause"),
        read.time("gristworks.cluster.stable-after"),
        new OwnershipTimes(
            read.time("gristworks.cluster.ownership.term"),
            read.time("gristworks.cluster.ownership.renew-every")));
  }
}
