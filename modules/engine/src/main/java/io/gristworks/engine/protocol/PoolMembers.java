package io.gristworks.engine.protocol;

import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/** Where those are found who must know which pool counts: one on each node of the cluster. */
public final class PoolMembers {
  /** The key under which each of them is registered with the receptionist. */
  public static final ServiceKey<PoolMemberCommand> KEY =
      ServiceKey.create(PoolMemberCommand.class, "grist-pool-members");

  private PoolMembers() {}
}
