package io.gristworks.gateway.problem;

import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with one request, so that the user hears of all of it at once. */
public final class Faults {
  private static final int MOST = 100;

  private final List<Fault> found = new ArrayList<>();

  /** Adds one; beyond the first hundred they are no help and are dropped. */
  public void add(String pointer, String detail) {
    if (found.size() < MOST) {
      found.add(new Fault(pointer, detail));
    }
  }

  /** Adds these to others. */
  public void addAllTo(Faults others) {
    found.forEach(fault -> others.add(fault.pointer(), fault.detail()));
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /**
   * Goes on where nothing was wrong.
   *
   * @throws ProblemFound with all of them, as a 422
   */
  public void refuseIfAny() {
    if (!found.isEmpty()) {
      throw new ProblemFound(Problem.invalid(found));
    }
  }
}
