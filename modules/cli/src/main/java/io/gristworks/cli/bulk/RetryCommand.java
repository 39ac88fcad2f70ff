package io.gristworks.cli.bulk;

import io.gristworks.cli.session.Session;
import io.gristworks.cli.session.UsageError;
import io.gristworks.client.BulkRequest;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code grist bulk retry}: another try for what was given up. */
@Command(
    name = "retry",
    description = "Try failed tasks of them again: all, or those of one cause.")
final class RetryCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final BulkActionCommand wish = new BulkActionCommand();

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "Only those of this cause, as `grist dead-letters` names it.")
  private @Nullable String group;

  @Option(
      names = "--canary",
      paramLabel = "N",
      description = "N of each first, and the rest only if all of those succeed.")
  private int canary;

  RetryCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    if (canary < 0) {
      throw new UsageError("--canary takes a number from 1");
    }
    return wish.grant(session, BulkRequest.retry(group, canary));
  }
}
