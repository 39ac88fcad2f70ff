package io.gristworks.cli.session;

import io.gristworks.client.WorkStatus;

/** What the command tells the shell. Scripts rely on these numbers: they do not change. */
public final class ExitCode {
  /** All good. */
  public static final int GOOD = 0;

  /** Something else went wrong. */
  public static final int ERROR = 1;

  /** It has finished, and tasks of it failed. */
  public static final int FAILURES = 2;

  /** It was cancelled. */
  public static final int CANCELLED = 3;

  /** It had not finished when the time was up. */
  public static final int TIMED_OUT = 4;

  /** The command was not understood; sysexits' EX_USAGE. */
  public static final int USAGE = 64;

  /** No server answered; sysexits' EX_UNAVAILABLE. */
  public static final int UNREACHABLE = 69;

  private ExitCode() {}

  /** How something that has finished did end. */
  public static int of(WorkStatus end) {
    return switch (end.state()) {
      case CANCELLED -> CANCELLED;
      case FAILED -> FAILURES;
      default -> end.counts().failed() > 0 ? FAILURES : GOOD;
    };
  }
}
