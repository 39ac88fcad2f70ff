package io.gristworks.store;

/** Why a node cannot start on its database, in a sentence for the person who starts it. */
public abstract sealed class StoreCannotOpen extends RuntimeException
    permits DatabaseUnreachable, DataDirectoryInUse, SchemaOutdated, SchemaUnknown {
  private static final long serialVersionUID = 1L;

  StoreCannotOpen(String message, Throwable cause) {
    super(message, cause);
  }

  StoreCannotOpen(String message) {
    super(message);
  }
}
