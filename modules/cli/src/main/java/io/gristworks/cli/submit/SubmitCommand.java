package io.gristworks.cli.submit;

import io.gristworks.cli.follow.DurationText;
import io.gristworks.cli.follow.Follower;
import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.session.UsageError;
import io.gristworks.cli.terminal.TextFormat;
import io.gristworks.client.Submission;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code grist submit}: submits, and follows where asked to. */
@Command(
    name = "submit",
    description = {
      "Submit a job, or a batch of jobs.",
      "",
      "FILE.ndjson and FILE.csv hold a task a line; FILE.json holds a whole job or batch, or a list"
          + " of tasks. `-` reads standard input, NDJSON unless --format says otherwise.",
      ""
    })
public final class SubmitCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "Tasks, a job, a batch; or `-`.")
  private @Nullable String file;

  @Option(
      names = "--tasks",
      split = ",",
      paramLabel = "TASK",
      description = "The tasks themselves, as texts, instead of a file.")
  private @Nullable List<String> tasks;

  @Option(
      names = "--format",
      paramLabel = "ndjson|csv|json",
      description = "What FILE holds. Default: by its name.")
  private @Nullable FileFormat format;

  @Mixin private final SubmitOptions options = new SubmitOptions();

  @ArgGroup private FollowOption following = new FollowOption();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationText.class,
      defaultValue = Follower.NO_LIMIT,
      description = "With --wait or --watch: stop after so long, such as 90s; the work goes on.")
  private Duration timeout = Duration.ZERO;

  /** The command within that session. */
  public SubmitCommand(Session session) {
    this.session = session;
  }

  /** How to follow. */
  static final class FollowOption {
    @Option(names = "--wait", description = "Wait quietly until it has finished.")
    boolean isWaiting;

    @Option(names = "--watch", description = "Show progress until it has finished.")
    boolean isWatching;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var submission = source().submit(client, options.job());
      session.remember(submission.id());
      boolean follows = following.isWaiting || following.isWatching;
      tell(submission, follows);
      var manner = following.isWatching ? Follower.Manner.WATCH : Follower.Manner.WAIT;
      return follows
          ? new Follower(session, client).follow(submission.id(), manner, timeout)
          : ExitCode.GOOD;
    }
  }

  private TaskSource source() {
    if (tasks != null) {
      if (file != null) {
        throw new UsageError("say either FILE or --tasks, not both");
      }
      return new TaskSource.Listed(tasks);
    }
    if (file == null) {
      throw new UsageError("nothing to submit: say FILE, `-` for standard input, or --tasks");
    }
    return TaskSource.of(file, format, session.around().in());
  }

  private void tell(Submission submission, boolean follows) throws IOException {
    var status = submission.status();
    if (session.isJson()) {
      if (!follows) {
        session.print(status.document());
      }
      return;
    }
    session
        .out()
        .println(
            "%s %s: %s%s"
                .formatted(
                    submission.repeated() ? "submitted before under this key:" : "submitted",
                    submission.id(),
                    TextFormat.count(status.counts().total(), "task"),
                    status.operation().isEmpty() ? "" : " of " + status.operation()));
    if (!follows) {
      session.out().println("follow it: grist watch " + submission.id());
    }
    session.out().flush();
  }
}
