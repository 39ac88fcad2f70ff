package io.gristworks.store;

import java.util.List;

/** The tables of the database are older than this program. */
public final class SchemaOutdated extends StoreCannotOpen {
  private static final long serialVersionUID = 1L;

  SchemaOutdated(List<String> pending) {
    super(
        "the database's schema is out of date ("
            + String.join(", ", pending)
            + " not applied): run grist migrate");
  }
}
