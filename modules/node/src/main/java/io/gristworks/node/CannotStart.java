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
}
