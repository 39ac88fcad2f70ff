package io.gristworks.cli;

import io.gristworks.cli.bulk.BulkCommand;
import io.gristworks.cli.control.CancelCommand;
import io.gristworks.cli.control.DeadlineCommand;
import io.gristworks.cli.control.LimitsCommand;
import io.gristworks.cli.control.PauseCommand;
import io.gristworks.cli.control.PriorityCommand;
import io.gristworks.cli.control.ResumeCommand;
import io.gristworks.cli.control.RetryCommand;
import io.gristworks.cli.demo.DemoCommand;
import io.gristworks.cli.follow.StatusCommand;
import io.gristworks.cli.follow.WaitCommand;
import io.gristworks.cli.follow.WatchCommand;
import io.gristworks.cli.inspect.DeadLettersCommand;
import io.gristworks.cli.inspect.DrainCommand;
import io.gristworks.cli.inspect.ExplainCommand;
import io.gristworks.cli.inspect.ListCommand;
import io.gristworks.cli.inspect.OperationsCommand;
import io.gristworks.cli.inspect.QueuesCommand;
import io.gristworks.cli.inspect.ReportCommand;
import io.gristworks.cli.inspect.ResultsCommand;
import io.gristworks.cli.inspect.ResumeAllCommand;
import io.gristworks.cli.inspect.RunningCommand;
import io.gristworks.cli.inspect.StopAllCommand;
import io.gristworks.cli.inspect.TaskCommand;
import io.gristworks.cli.inspect.WorkersCommand;
import io.gristworks.cli.node.BenchCommand;
import io.gristworks.cli.node.MigrateCommand;
import io.gristworks.cli.node.SimulateCommand;
import io.gristworks.cli.node.UpCommand;
import io.gristworks.cli.rule.RulesCommand;
import io.gristworks.cli.schedule.ScheduleCommand;
import io.gristworks.cli.session.CommandEnvironment;
import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.submit.SubmitCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The whole command: its words, and what its exit codes are where something goes wrong. */
@Command(
    name = "grist",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Hand batches of work to a Gristworks cluster, and follow them.",
    footer = {
      "",
      "Exit codes: 0 all good, 1 error, 2 finished with failures,",
      "3 cancelled, 4 timed out waiting, 64 wrong usage, 69 server unreachable."
    })
public final class Grist implements Callable<Integer> {
  private static final Set<String> PASSING_ON = Set.of("bench", "simulate");

  /** The longest report of a mistake, in characters. */
  private static final int MISTAKE_MAX = 500;

  @Mixin private final Session session;
  private final CommandLine commands;

  /** The command on that machine. */
  public Grist(CommandEnvironment around) {
    this.session = new Session(around);
    var version = new VersionCommand(session);
    this.commands =
        new CommandLine(this)
            .addSubcommand(new UpCommand(session))
            .addSubcommand(new DemoCommand(session))
            .addSubcommand(new SubmitCommand(session))
            .addSubcommand(new StatusCommand(session))
            .addSubcommand(new WatchCommand(session))
            .addSubcommand(new WaitCommand(session))
            .addSubcommand(new ListCommand(session))
            .addSubcommand(new ResultsCommand(session))
            .addSubcommand(new TaskCommand(session))
            .addSubcommand(new RunningCommand(session))
            .addSubcommand(new ExplainCommand(session))
            .addSubcommand(new ReportCommand(session))
            .addSubcommand(new PauseCommand(session))
            .addSubcommand(new ResumeCommand(session))
            .addSubcommand(new CancelCommand(session))
            .addSubcommand(new PriorityCommand(session))
            .addSubcommand(new LimitsCommand(session))
            .addSubcommand(new DeadlineCommand(session))
            .addSubcommand(new DeadLettersCommand(session))
            .addSubcommand(new RetryCommand(session))
            .addSubcommand(BulkCommand.in(session))
            .addSubcommand(ScheduleCommand.in(session))
            .addSubcommand(RulesCommand.in(session))
            .addSubcommand(new WorkersCommand(session))
            .addSubcommand(new DrainCommand(session))
            .addSubcommand(new StopAllCommand(session))
            .addSubcommand(new ResumeAllCommand(session))
            .addSubcommand(new QueuesCommand(session))
            .addSubcommand(new OperationsCommand(session))
            .addSubcommand(new MigrateCommand(session))
            .addSubcommand(new BenchCommand(session))
            .addSubcommand(new SimulateCommand(session))
            .addSubcommand(version)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExpandAtFiles(false) // a task may begin with @
            .setOut(around.out())
            .setErr(around.err())
            .setParameterExceptionHandler(Grist::explain)
            .setExecutionExceptionHandler(new FailureReport(around));
    commands.getCommandSpec().versionProvider(version);
  }

  /** Runs one command and returns its exit code. */
  public int run(String... arguments) {
    try {
      return commands.execute(withOthersOptionsApart(arguments));
    } finally {
      session.out().flush();
      session.err().flush();
    }
  }

  /** Without a word it tells what words there are. */
  @Override
  public Integer call() {
    commands.usage(session.err());
    return ExitCode.USAGE;
  }

  /** What stands behind these words is none of our business, though it look like our options. */
  private static String[] withOthersOptionsApart(String[] arguments) {
    if (arguments.length == 0 || !PASSING_ON.contains(arguments[0])) {
      return arguments;
    }
    var passedOn = new ArrayList<>(List.of(arguments));
    passedOn.add(1, "--");
    return passedOn.toArray(String[]::new);
  }

  /** Where a shell has put a thousand words for one, nobody reads them all. */
  private static String shortened(String message) {
    return message.length() <= MISTAKE_MAX
        ? message
        : message.substring(0, MISTAKE_MAX) + " ... (" + message.length() + " characters)";
  }

  private static int explain(ParameterException mistake, String[] arguments) {
    var command = mistake.getCommandLine();
    command.getErr().println("grist: " + shortened(String.valueOf(mistake.getMessage())));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(mistake, command.getErr())) {
      var name = command.getCommandSpec().qualifiedName();
      command.getErr().println("`" + name + " --help` tells more");
    }
    return ExitCode.USAGE;
  }
}
