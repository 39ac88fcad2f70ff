package io.gristworks.bench.contest;

/** The questions that are asked of each contestant. */
public enum Scenario {
  /** What does a task cost when it does next to nothing: submit, drain, results stored. */
  W1("tasks that do next to nothing, results stored", 100_000, 20_000, 0),
  /** How busy do 64 workers stay with tasks of 10 ms. */
  W2("tasks of 10 ms on 64 workers", 2_500, 2_500, 64),
  /** How long does one task take on an idle system, handed in to result readable. */
  W3("one task at a time on an idle system", 200, 200, 0),
  /** How well is a tail of long tasks spread: 95 % of 2 ms, then 5 % of 200 ms, on 8 workers. */
  W5("95 % x 2 ms, then 5 % x 200 ms, on 8 workers", 1_000, 1_000, 8);

  private final String question;
  private final int tasks;
  private final int warmUp;
  private final int workers;

  Scenario(String question, int tasks, int warmUp, int workers) {
    this.question = question;
    this.tasks = tasks;
    this.warmUp = warmUp;
    this.workers = workers;
  }

  /** In a few words, what is run. */
  public String question() {
    return question;
  }

  /** How many tasks are run when nobody says otherwise; of W1 alone it can be changed. */
  public int tasks() {
    return tasks;
  }

  /** How many tasks are run unmeasured before, so that no contestant is measured uncompiled. */
  public int warmUp() {
    return warmUp;
  }

  /** Workers to run on, or {@code free} where the contestant may choose the best number. */
  public int workersOr(int free) {
    return workers == 0 ? free : workers;
  }

  /** How long the task at {@code index} of {@code count} sleeps; 0 for those that only compute. */
  public int sleepMillis(int index, int count) {
    return switch (this) {
      case W1, W3 -> 0;
      case W2 -> 10;
      case W5 -> index < count - count / 20 ? 2 : 200;
    };
  }

  /**
   * The shortest time in which the tasks can be run on the scenario's workers, in seconds; 0 where
   * that is no question.
   */
  public double lowerBoundSeconds(int count) {
    long total = 0;
    int longest = 0;
    for (int i = 0; i < count; i++) {
      int sleep = sleepMillis(i, count);
      total += sleep;
      longest = Math.max(longest, sleep);
    }
    return workers == 0 ? 0 : Math.max(total / (double) workers, longest) / 1e3;
  }
}
