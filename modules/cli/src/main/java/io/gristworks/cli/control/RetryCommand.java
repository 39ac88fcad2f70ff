package io.gristworks.cli.control;

import io.gristworks.cli.session.Session;
import io.gristworks.cli.session.UsageError;
import io.gristworks.client.Controls;
import io.gristworks.client.WorkId;
import io.gristworks.client.WorkStatus;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code grist retry}: another try for what was given up. */
@Command(
    name = "retry",
    description = "Try failed tasks again: all, those of one cause, or some by name.")
public final class RetryCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private ControlCommand wish = new ControlCommand();

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "Only those of this cause, as `grist dead-letters` names it.")
  private @Nullable String group;

  @Option(
      names = "--tasks",
      split = ",",
      paramLabel = "TASK",
      description = "Only these, by index or custom id; of a job.")
  private @Nullable List<String> tasks;

  @Option(
      names = "--canary",
      paramLabel = "N",
      description = "N of them first, and the rest only if all of those succeed.")
  private int canary;

  /** The command within that session. */
  public RetryCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    if (canary < 0 || (tasks != null && (group != null || canary > 0))) {
      throw new UsageError("--tasks stands alone; --canary takes a number from 1");
    }
    return wish.grant(
        session, this::retry, status -> "failed tasks are tried again, now " + status.state());
  }

  private WorkStatus retry(Controls control, WorkId work) throws IOException, InterruptedException {
    if (tasks != null) {
      return control.retryTasks(work, tasks);
    }
    return group == null ? control.retry(work, canary) : control.retryGroup(work, group, canary);
  }
}
