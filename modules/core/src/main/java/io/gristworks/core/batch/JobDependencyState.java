package io.gristworks.core.batch;

import java.util.List;

/** What a job waits for, and what comes to it from other jobs. */
public final class JobDependencyState {
  private final TaskSource source;
  private boolean released;
  private List<JobStateSnapshot.FanIn> fanIn = List.of();
  private int derivedSegments;
  private boolean derivationEnded;

  JobDependencyState(TaskSource source) {
    this.source = source;
  }

  JobDependencyState(TaskSource source, JobStateSnapshot was) {
    this.source = source;
    this.released = was.released();
    this.fanIn = List.copyOf(was.fanIn());
    this.derivedSegments = was.derivedSegments();
    this.derivationEnded = was.derivationEnded();
  }

  // What has happened.

  void release(List<JobStateSnapshot.FanIn> from) {
    released = true;
    fanIn = List.copyOf(from);
  }

  void derived(int end) {
    derivedSegments = end;
  }

  void endDerivation() {
    derivationEnded = true;
  }

  void expectMore() {
    derivationEnded = false;
  }

  // What is.

  /** How many tasks there are though nobody brought or derived them. */
  int ownTasks() {
    return source.kind() == TaskSource.Kind.REDUCED ? 1 : 0;
  }

  /** Whether results of another job are still to become tasks, or may be. */
  public boolean expectsTasks() {
    return source.derives() && !derivationEnded;
  }

  /** Whether all it waits for has ended as it must. Happens once, and is never taken back. */
  public boolean released() {
    return released;
  }

  /**
   * What a reduce job receives: of each job that it waits for as many segments of outcomes as there
   * were when it was released. What a retry of failed tasks adds later is not among them.
   */
  public List<JobStateSnapshot.FanIn> fanIn() {
    return fanIn;
  }

  /** How many segments of outcomes of its source have become tasks, from the first. */
  public int derivedSegments() {
    return derivedSegments;
  }

  /** Whether all of them have. */
  public boolean derivationEnded() {
    return derivationEnded;
  }
}
