package io.gristworks.handler;

/** What became of one task of a group. */
public sealed interface Verdict<O> {

  /** The task succeeded. */
  record Succeeded<O>(O result) implements Verdict<O> {}

  /** This attempt failed, as if a {@link TaskHandler} had thrown {@code failure}. */
  record Failed<O>(Exception failure) implements Verdict<O> {}
}
