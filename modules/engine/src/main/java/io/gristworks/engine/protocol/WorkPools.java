package io.gristworks.engine.protocol;

import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/** Where work pools are found by those who want to look at all of them. */
public final class WorkPools {
  /** The key under which every work pool is registered with the receptionist. */
  public static final ServiceKey<PoolCommand> KEY =
      ServiceKey.create(PoolCommand.class, "grist-work-pools");

  private WorkPools() {}
}
