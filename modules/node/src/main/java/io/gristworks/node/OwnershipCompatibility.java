package io.gristworks.node;

import com.typesafe.config.Config;
import org.apache.pekko.cluster.ConfigValidation;
import org.apache.pekko.cluster.JoinConfigCompatChecker;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Lets a node join only members of the cluster that it found to own the database. Found by Pekko
 * through its name in the configuration, asked by both sides of a join.
 */
public final class OwnershipCompatibility extends JoinConfigCompatChecker {
  /** The name of the cluster to which a node belongs for this life. */
  static final String CLUSTER = "gristworks.cluster.ownership.cluster";

  private final Seq<String> keys =
      CollectionConverters.asScala(java.util.List.of(CLUSTER)).toList();

  /** Called by Pekko. */
  public OwnershipCompatibility() {}

  @Override
  public Seq<String> requiredKeys() {
    return keys;
  }

  @Override
  public ConfigValidation check(Config toCheck, Config actualConfig) {
    return JoinConfigCompatChecker.fullMatch(keys, toCheck, actualConfig);
  }
}
