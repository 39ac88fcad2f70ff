package io.gristworks.core.batch;

/**
 * How large a share of the workers a job gets beside others; nobody starves but by the critical.
 */
public enum Priority {
  /** A share of 1. */
  LOW(1),
  /** A share of 4. */
  NORMAL(4),
  /** A share of 16. */
  HIGH(16),
  /** Before all others; among its like a share of 64. For admins. */
  CRITICAL(64);

  private final int weight;

  Priority(int weight) {
    this.weight = weight;
  }

  /** The share, from 1. */
  public int weight() {
    return weight;
  }

  /** Whether it is served before all that is not. */
  public boolean goesFirst() {
    return this == CRITICAL;
  }
}
