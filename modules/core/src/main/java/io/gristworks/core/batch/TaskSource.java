package io.gristworks.core.batch;

/**
 * Where the tasks of a job come from.
 *
 * @param kind from whom
 * @param job the job whose results become the tasks; empty where there is none
 */
public record TaskSource(Kind kind, String job) {
  /** The submitter brings them. */
  public static final TaskSource SUBMITTED = new TaskSource(Kind.SUBMITTED, "");

  /** There is one, which receives the results of all jobs that the job waits for. */
  public static final TaskSource REDUCED = new TaskSource(Kind.REDUCED, "");

  /** From whom tasks come. */
  public enum Kind {
    /** The submitter brings them. */
    SUBMITTED,
    /** The results of another job become tasks as they come. */
    STREAMED,
    /** The results of another job become tasks once it has completed. */
    COLLECTED,
    /** There is one, which receives the results of all jobs that the job waits for. */
    REDUCED
  }

  /** The results of {@code job} become tasks as they come. */
  public static TaskSource streamed(String job) {
    return new TaskSource(Kind.STREAMED, job);
  }

  /**
   * The results of {@code job} become tasks once it has completed: the job waits for that, unless
   * it says otherwise itself how {@code job} must have ended.
   */
  public static TaskSource collected(String job) {
    return new TaskSource(Kind.COLLECTED, job);
  }

  /** Whether the results of another job become the tasks. */
  public boolean derives() {
    return kind == Kind.STREAMED || kind == Kind.COLLECTED;
  }
}
