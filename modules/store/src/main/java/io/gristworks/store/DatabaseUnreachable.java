package io.gristworks.store;

/** The database does not answer, or does not let us in. */
public final class DatabaseUnreachable extends StoreCannotOpen {
  private static final long serialVersionUID = 1L;

  DatabaseUnreachable(String where, String reason, Throwable cause) {
    super("cannot reach the database at " + where + ": " + reason, cause);
  }
}
