package io.gristworks.simulation.cluster;

import io.gristworks.simulation.world.Letter;
import io.gristworks.simulation.world.Ref;

/** Somebody who lives on a machine and hears letters. */
interface Shell {
  /** Where it is spoken to. */
  Ref ref();

  /** A letter has come. */
  void handle(Letter letter);

  /** Its machine has died. */
  default void died() {}
}
