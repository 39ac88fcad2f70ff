package io.gristworks.simulation.check;

import io.gristworks.core.message.ToNode.Lease;

/**
 * A task in execution on a node.
 *
 * @param terms those of the lease it is run under
 * @param task its index
 */
public record ExecutingTask(Lease terms, int task) {
  @Override
  public String toString() {
    return "task " + task + " of job " + terms.job() + " of " + terms.batch();
  }
}
