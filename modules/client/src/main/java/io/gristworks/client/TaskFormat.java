package io.gristworks.client;

import java.util.Locale;

/** How tasks or outcomes are written in a body. */
public enum TaskFormat {
  /** A line of JSON for each. */
  NDJSON("application/x-ndjson"),
  /** Comma-separated values with a header line. */
  CSV("text/csv");

  private final String mediaType;

  TaskFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /** Its name in HTTP. */
  public String mediaType() {
    return mediaType;
  }

  /** Its name in the API's queries and in file names. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
