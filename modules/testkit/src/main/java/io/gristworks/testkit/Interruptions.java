package io.gristworks.testkit;

import java.io.IOException;

/** Calls that a test's thread can be interrupted in: a test that is interrupted has failed. */
final class Interruptions {
  private Interruptions() {}

  /** A call that blocks and talks to a server. */
  interface Call<T> {
    T make() throws IOException, InterruptedException;
  }

  /** Makes the call; interrupted, it is an {@link AssertionError}. */
  static <T> T refused(Call<T> call) throws IOException {
    try {
      return call.make();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("the test was interrupted", e);
    }
  }
}
