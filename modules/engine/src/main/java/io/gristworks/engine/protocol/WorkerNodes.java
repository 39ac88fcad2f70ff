package io.gristworks.engine.protocol;

import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/** Where worker nodes are found. */
public final class WorkerNodes {
  /** The key under which every worker node is registered with the receptionist. */
  public static final ServiceKey<NodeCommand> KEY =
      ServiceKey.create(NodeCommand.class, "grist-worker-nodes");

  private WorkerNodes() {}
}
