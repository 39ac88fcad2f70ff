package io.gristworks.cli.submit;

import java.util.Locale;
import java.util.Optional;

/** What a file holds. */
enum FileFormat {
  NDJSON,
  CSV,
  JSON;

  /** By the file's name, in any case. */
  static Optional<FileFormat> named(String file) {
    var name = file.toLowerCase(Locale.ROOT);
    if (name.endsWith(".json")) {
      return Optional.of(JSON);
    }
    if (name.endsWith(".csv")) {
      return Optional.of(CSV);
    }
    return name.endsWith(".ndjson") || name.endsWith(".jsonl")
        ? Optional.of(NDJSON)
        : Optional.empty();
  }
}
