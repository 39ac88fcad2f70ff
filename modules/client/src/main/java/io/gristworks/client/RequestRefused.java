package io.gristworks.client;

import java.io.IOException;

/** The server answered, and said no. */
public final class RequestRefused extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  /** A refusal for that reason. */
  public RequestRefused(Problem problem) {
    super(problem.sentence());
    this.problem = problem;
  }

  /** Why. */
  public Problem problem() {
    return problem;
  }
}
