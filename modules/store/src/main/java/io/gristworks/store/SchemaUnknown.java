package io.gristworks.store;

/** The tables of the database were made by steps that this program does not know. */
public final class SchemaUnknown extends StoreCannotOpen {
  private static final long serialVersionUID = 1L;

  SchemaUnknown(Throwable cause) {
    super(
        "the database's schema was made by another version of Gristworks, and this one cannot"
            + " bring it up to date: start that version, or use a new database",
        cause);
  }
}
