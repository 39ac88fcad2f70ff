package io.gristworks.handler;

import org.jspecify.annotations.Nullable;

/**
 * A checkpoint was not saved, or could not be read: the database is away, the task's time is over,
 * or a later attempt of the task has taken its place. Its kind is {@link #KIND}.
 */
public final class CheckpointUnavailable extends TaskFailure {
  private static final long serialVersionUID = 1L;

  /** The kind under which attempts that end with it are grouped. */
  public static final String KIND = "checkpoint_unavailable";

  /** With what was tried, and why it failed. */
  public CheckpointUnavailable(String message, @Nullable Throwable cause) {
    super(KIND, message, cause);
  }
}
