package io.gristworks.cli.bulk;

import io.gristworks.cli.control.LimitOptions;
import io.gristworks.cli.session.Session;
import io.gristworks.client.BulkRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code grist bulk limits}: how much of each job may go on at a time. */
@Command(name = "limits", description = "Limit how much of each job goes on at a time.")
final class LimitsCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final BulkActionCommand wish = new BulkActionCommand();

  @Mixin private final LimitOptions limits = new LimitOptions();

  LimitsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    limits.require();
    return wish.grant(session, BulkRequest.setLimits(limits.maxConcurrent(), limits.perSecond()));
  }
}
