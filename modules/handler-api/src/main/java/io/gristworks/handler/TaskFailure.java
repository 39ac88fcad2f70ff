package io.gristworks.handler;

import org.jspecify.annotations.Nullable;

/** A failure with a kind of its own, by which it is grouped, retried or given up. */
public class TaskFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final String kind;

  /**
   * A failure of this attempt.
   *
   * @param kind what sort of failure, in few stable words ({@code rate_limited})
   * @param message what happened, with names and values
   */
  public TaskFailure(String kind, String message) {
    this(kind, message, null);
  }

  /** A failure with its cause. */
  public TaskFailure(String kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What sort of failure. */
  public final String kind() {
    return kind;
  }
}
