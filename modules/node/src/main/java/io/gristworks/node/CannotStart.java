package io.gristworks.node;

import org.jspecify.annotations.Nullable;

/** Why a node cannot start, in a sentence for whoever started it. */
public final class CannotStart extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** One sentence, naming the setting, the value and the limit where there are such. */
  public CannotStart(String sentence) {
    this(sentence, null);
  }

  /** One sentence, with what stands behind it. */
  public CannotStart(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }

  /** Where {@code e} says that what {@code setting} names is taken by somebody else. */
  static CannotStart binding(Throwable e, String setting, String where) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof java.net.BindException
          || String.valueOf(cause.getMessage()).contains("Address already in use")) {
        return new CannotStart(
            "port " + where + " is already in use; choose another with " + setting, e);
      }
    }
    return new CannotStart("the node cannot start: " + e, e);
  }
}
