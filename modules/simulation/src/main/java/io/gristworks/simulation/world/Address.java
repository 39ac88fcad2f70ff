package io.gristworks.simulation.world;

/**
 * Where somebody is spoken to, in one life: who dies and comes back is another one.
 *
 * @param machine the machine it lives on, from 0
 * @param number unique in the simulation
 * @param name for people, and where a name is asked for
 */
public record Address(int machine, long number, String name) {
  /** The name without what tells this life from others: what it calls itself. */
  public String plainName() {
    return name.substring(0, name.lastIndexOf('#'));
  }

  @Override
  public String toString() {
    return name;
  }
}
