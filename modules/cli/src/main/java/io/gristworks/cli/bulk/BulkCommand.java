package io.gristworks.cli.bulk;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code grist bulk}: the word before the words. */
@Command(
    name = "bulk",
    description = "Control many batches at once: those of a status, an operation, a name, ...")
public final class BulkCommand implements Callable<Integer> {
  private final Session session;

  @Spec private @Nullable CommandSpec spec;

  private BulkCommand(Session session) {
    this.session = session;
  }

  /** The command with all that comes after it, within that session. */
  public static CommandLine in(Session session) {
    return new CommandLine(new BulkCommand(session))
        .addSubcommand(new PauseCommand(session))
        .addSubcommand(new ResumeCommand(session))
        .addSubcommand(new CancelCommand(session))
        .addSubcommand(new RetryCommand(session))
        .addSubcommand(new PriorityCommand(session))
        .addSubcommand(new LimitsCommand(session))
        .addSubcommand(new DeadlineCommand(session))
        .addSubcommand(new StatusCommand(session))
        .addSubcommand(new ListCommand(session))
        .addSubcommand(new StopCommand(session));
  }

  /** Without a word it tells what words there are. */
  @Override
  public Integer call() {
    if (spec != null) {
      spec.commandLine().usage(session.err());
    }
    return ExitCode.USAGE;
  }
}
