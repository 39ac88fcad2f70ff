package io.gristworks.gateway.http;

import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/** The header by which a request may be sent again without harm. */
public final class IdempotencyKey {
  private static final Pattern KEY =
      Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,253}[\\x21-\\x7e])?");

  private IdempotencyKey() {}

  /**
   * The idempotency key, where there is one.
   *
   * @throws ProblemFound 422 where it is none
   */
  public static @Nullable String of(HttpRequest request) {
    var key = request.getHeader("Idempotency-Key").map(header -> header.value()).orElse(null);
    if (key != null && !KEY.matcher(key).matches()) {
      throw new ProblemFound(
          Problem.invalid(
              "/idempotency_key",
              "Idempotency-Key must be 1 to 255 printable ASCII characters, had " + key.length()));
    }
    return key;
  }
}
