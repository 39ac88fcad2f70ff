package io.gristworks.cli;

import io.gristworks.cli.session.CommandEnvironment;
import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.UsageError;
import io.gristworks.client.RequestRefused;
import io.gristworks.client.ServerUnreachable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** What the user reads when a command fails: a sentence where it is not our fault. */
final class FailureReport implements IExecutionExceptionHandler {
  /** As the shell has it: 128 and SIGINT. */
  private static final int INTERRUPTED = 130;

  private final CommandEnvironment around;

  FailureReport(CommandEnvironment around) {
    this.around = around;
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    return switch (failure) {
      case UsageError mistake -> say(words(mistake), ExitCode.USAGE);
      case ServerUnreachable away ->
          say(
              away.getMessage() + "; `grist up` starts one here, --url names another",
              ExitCode.UNREACHABLE);
      case RequestRefused refused -> refused(refused);
      case UncheckedIOException wrapped ->
          say("reading broke off: " + words(wrapped), ExitCode.ERROR);
      case IOException trouble -> say(words(trouble), ExitCode.ERROR);
      case InterruptedException _ -> INTERRUPTED;
      default -> {
        failure.printStackTrace(around.err()); // a defect of ours: show where
        yield ExitCode.ERROR;
      }
    };
  }

  private int refused(RequestRefused refused) {
    var problem = refused.problem();
    around
        .err()
        .println(
            "grist: "
                + problem.title()
                + (problem.detail().isEmpty() ? "" : ": " + problem.detail()));
    for (var error : problem.errors()) {
      around.err().println("  " + error.pointer() + ": " + error.detail());
    }
    return ExitCode.ERROR;
  }

  /** Files are named by their exceptions, but what is wrong with them only by its class. */
  private static String words(Exception failure) {
    var message = failure.getMessage();
    if (message == null || failure instanceof FileSystemException) {
      return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
    return message;
  }

  private int say(String sentence, int exitCode) {
    around.err().println("grist: " + sentence);
    return exitCode;
  }
}
