package io.gristworks.engine.protocol;

import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/** Where worker nodes are found. */
public final class WorkerNodes {
  /** Every worker node registers itself under this key. */
  public static final ServiceKey<NodeCommand> KEY =
      ServiceKey.create(NodeCommand.class, "grist-worker-nodes");

  private WorkerNodes() {}
}
