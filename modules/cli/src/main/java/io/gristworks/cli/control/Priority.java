package io.gristworks.cli.control;

import java.util.Locale;

/** The API's priorities. */
public enum Priority {
  /** A share of 1. */
  LOW,
  /** A share of 4. */
  NORMAL,
  /** A share of 16. */
  HIGH,
  /** Before all others. */
  CRITICAL;

  /** What users are told of them. */
  public static final String SAID =
      "Shares of 1, 4 and 16; critical goes before all others, and is for admins.";

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
