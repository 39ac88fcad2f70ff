package io.gristworks.cli.rule;

import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code grist rules tenant}: a tenant's share beside other tenants, and its limits. */
@Command(
    name = "tenant",
    description = "Set a tenant's share and limits; what is not named is as if never said.")
final class TenantCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private RuleOptions rule = new RuleOptions();

  @Option(
      names = "--weight",
      paramLabel = "N",
      defaultValue = "1",
      description = "Its share of each queue beside other tenants, 1 to 1000; 1 if not named.")
  private int weight;

  @Option(
      names = "--max-pending",
      paramLabel = "N",
      description = "While so many of its tasks wait, it may not submit more.")
  private long maxPending;

  TenantCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    return rule.carryOut(
        session,
        client ->
            client
                .rules()
                .putTenant(rule.name(), weight, rule.maxConcurrent(), rule.perSecond(), maxPending),
        client -> client.rules().dropTenant(rule.name()));
  }
}
