package io.gristworks.gateway.lookup;

/** Where the route tree hangs. */
public final class Mount {
  /** Where links point to. */
  public static final String MAIN = "/api/v1/batch";

  private Mount() {}
}
