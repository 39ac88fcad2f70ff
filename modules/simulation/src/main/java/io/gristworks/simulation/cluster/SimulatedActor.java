package io.gristworks.simulation.cluster;

import io.gristworks.simulation.world.Address;
import io.gristworks.simulation.world.Envelope;

/** Somebody who lives on a machine and hears messages. */
interface SimulatedActor {
  /** Where it is spoken to. */
  Address ref();

  /** A message has come. */
  void handle(Envelope envelope);

  /** Its machine has died. */
  default void died() {}
}
