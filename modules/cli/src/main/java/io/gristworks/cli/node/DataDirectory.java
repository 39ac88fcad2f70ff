package io.gristworks.cli.node;

import io.gristworks.cli.session.CommandEnvironment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a node that is started from the command line keeps its data. */
final class DataDirectory {
  private DataDirectory() {}

  /** What the option says, else {@code GRIST_DATA}, else {@code ~/.gristworks}. */
  static Path of(@Nullable Path option, CommandEnvironment around) {
    if (option != null) {
      return option.toAbsolutePath();
    }
    var told = around.environment().getOrDefault("GRIST_DATA", "");
    return told.isEmpty() ? around.home().resolve(".gristworks") : Path.of(told).toAbsolutePath();
  }
}
