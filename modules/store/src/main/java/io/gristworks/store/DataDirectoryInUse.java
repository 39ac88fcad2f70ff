package io.gristworks.store;

/** Another process works on the same embedded database; two would destroy it. */
public final class DataDirectoryInUse extends StoreCannotOpen {
  private static final long serialVersionUID = 1L;

  DataDirectoryInUse(String where, Throwable cause) {
    super(
        "the data at "
            + where
            + " is in use by another process: stop that one, or choose another data directory",
        cause);
  }
}
