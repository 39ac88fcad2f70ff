package io.gristworks.handler;

import org.jspecify.annotations.Nullable;

/** A failure that another attempt cannot mend: the task is never retried. */
public final class PermanentFailure extends TaskFailure {
  private static final long serialVersionUID = 1L;

  /** A final failure; see {@link TaskFailure#TaskFailure(String, String)}. */
  public PermanentFailure(String kind, String message) {
    super(kind, message);
  }

  /** A final failure with its cause. */
  public PermanentFailure(String kind, String message, @Nullable Throwable cause) {
    super(kind, message, cause);
  }
}
