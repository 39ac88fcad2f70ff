package io.gristworks.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a list goes on. */
public final class CursorOption {
  @Option(names = "--cursor", paramLabel = "CURSOR", description = "Go on where a list ended.")
  private @Nullable String cursor;

  /** Where to go on; null for the beginning. */
  public @Nullable String value() {
    return cursor;
  }

  /** Tells people how to go on behind that page, where there is more. */
  public static void tellMore(Session session, JsonNode page) {
    if (page.hasNonNull("next_cursor")) {
      session.out().println("more: --cursor " + page.path("next_cursor").asText());
    }
  }
}
