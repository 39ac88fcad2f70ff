package io.gristworks.cli.schedule;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code grist schedule}: the word before the words. */
@Command(
    name = "schedule",
    description = "Let the server submit a job or a batch again and again, by cron.")
public final class ScheduleCommand implements Callable<Integer> {
  private final Session session;

  @Spec private @Nullable CommandSpec spec;

  private ScheduleCommand(Session session) {
    this.session = session;
  }

  /** The command with all that comes after it, within that session. */
  public static CommandLine in(Session session) {
    return new CommandLine(new ScheduleCommand(session))
        .addSubcommand(new CreateCommand(session))
        .addSubcommand(new ListCommand(session))
        .addSubcommand(new ShowCommand(session))
        .addSubcommand(new NextCommand(session))
        .addSubcommand(new PauseCommand(session))
        .addSubcommand(new ResumeCommand(session))
        .addSubcommand(new TriggerCommand(session))
        .addSubcommand(new DeleteCommand(session));
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
