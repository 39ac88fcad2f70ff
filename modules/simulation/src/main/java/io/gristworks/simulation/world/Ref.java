package io.gristworks.simulation.world;

/**
 * Where somebody is spoken to, in one life: who dies and comes back is another one.
 *
 * @param machine the machine it lives on, from 0
 * @param number unique in the simulation
 * @param name for people, and where a name is asked for
 */
public record Ref(int machine, long number, String name) {
  @Override
  public String toString() {
    return name;
  }
}
