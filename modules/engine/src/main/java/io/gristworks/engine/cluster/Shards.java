package io.gristworks.engine.cluster;

import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.PoolCommand;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** The names under which coordinators and pools are sharded. They can never change. */
final class Shards {
  static final EntityTypeKey<CoordinatorCommand> BATCHES =
      EntityTypeKey.create(CoordinatorCommand.class, "batch");
  static final EntityTypeKey<PoolCommand> POOLS = EntityTypeKey.create(PoolCommand.class, "pool");

  private Shards() {}
}
