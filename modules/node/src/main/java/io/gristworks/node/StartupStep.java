package io.gristworks.node;

import io.gristworks.gateway.Gateway;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What must come before a node is up. */
final class StartupStep {
  /** How long a start waits for any one thing. */
  static final Duration WITHIN = Duration.ofSeconds(90);

  private StartupStep() {}

  /**
   * Blocks until it has come.
   *
   * @param what how it is called in the reason
   * @throws CannotStart if it does not come
   */
  static <T> T await(CompletionStage<T> stage, String what) {
    try {
      return stage.toCompletableFuture().get(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | CompletionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw cause instanceof Gateway.CannotListen listen
          ? new CannotStart(
              listen.getMessage() + "; choose another with gristworks.gateway.port", listen)
          : new CannotStart(what + " did not start: " + cause, cause);
    } catch (TimeoutException e) {
      throw new CannotStart(what + " did not start within " + WITHIN.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted while starting " + what, e);
    }
  }
}
