package io.gristworks.engine.operation;

/** JSON that does not become what an operation asks for. */
public final class BadInput extends Exception {
  private static final long serialVersionUID = 1L;

  private final String pointer;

  /**
   * Refuses.
   *
   * @param pointer a JSON pointer to the offending place, empty for the whole
   * @param message what is wrong with it
   */
  public BadInput(String pointer, String message) {
    super(message);
    this.pointer = pointer;
  }

  /** A JSON pointer to the offending place, empty for the whole. */
  public String pointer() {
    return pointer;
  }
}
