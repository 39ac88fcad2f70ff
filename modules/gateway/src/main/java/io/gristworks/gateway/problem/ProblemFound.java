package io.gristworks.gateway.problem;

/**
 * Ends the handling of a request with a {@link Problem}. Carries no stack trace: it is no defect.
 */
public final class ProblemFound extends RuntimeException {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // never serialized: it ends at the door of the same JVM
  private final Problem problem;

  /** With what is wrong. */
  public ProblemFound(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  /** What is wrong. */
  public Problem problem() {
    return problem;
  }
}
