package io.gristworks.handler;

import org.jspecify.annotations.Nullable;

/**
 * The service that was asked has no room now (HTTP 429 or 503, say). The task is tried again like
 * any that failed, and the node asks a service of an {@linkplain Traits#external external}
 * operation less at once.
 */
public final class TooBusy extends TaskFailure {
  private static final long serialVersionUID = 1L;

  /** The kind of such failures. */
  public static final String KIND = "too_busy";

  /** The service said so, in these words. */
  public TooBusy(String message) {
    this(message, null);
  }

  /** The same with its cause. */
  public TooBusy(String message, @Nullable Throwable cause) {
    super(KIND, message, cause);
  }
}
