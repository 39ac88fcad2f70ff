package io.gristworks.cli.session;

import io.gristworks.client.WorkId;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Remembers what {@code last} stands for, from one command to the next, in a small file. Losing it
 * loses nothing but the short word.
 */
public final class LastSubmission {
  private final Path file;

  LastSubmission(CommandEnvironment around) {
    var state = around.environment().getOrDefault("XDG_STATE_HOME", "");
    var directory =
        state.isEmpty() ? around.home().resolve(".gristworks") : Path.of(state, "gristworks");
    this.file = directory.resolve("last");
  }

  /** From now on {@code last} means {@code id}. */
  public void remember(WorkId id, PrintWriter notes) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, id.value() + System.lineSeparator());
    } catch (IOException e) {
      notes.println("grist: `last` will not know " + id + ": cannot write " + e.getMessage());
    }
  }

  /** What {@code last} means. */
  public Optional<WorkId> recall() {
    try {
      var text = Files.readString(file).strip();
      return text.isEmpty() ? Optional.empty() : Optional.of(new WorkId(text));
    } catch (IOException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
