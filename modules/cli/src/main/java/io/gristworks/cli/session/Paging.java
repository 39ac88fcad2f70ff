package io.gristworks.cli.session;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How much of a list is wanted, and from where on. */
public final class Paging {
  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Mixin private final CursorOption cursor = new CursorOption();

  /** At most {@code usual}, where nothing else is said. */
  public Paging(int usual) {
    this.limit = usual;
  }

  /** At most so many. */
  public int limit() {
    return limit;
  }

  /** Where to go on; null for the beginning. */
  public @Nullable String cursor() {
    return cursor.value();
  }
}
