package io.gristworks.engine.cluster;

import io.gristworks.engine.protocol.CoordinatorCommand;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** The names under which coordinators are sharded. They can never change. */
final class Shards {
  static final EntityTypeKey<CoordinatorCommand> BATCHES =
      EntityTypeKey.create(CoordinatorCommand.class, "batch");

  private Shards() {}
}
