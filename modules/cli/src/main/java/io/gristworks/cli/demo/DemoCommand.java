package io.gristworks.cli.demo;

import io.gristworks.cli.node.Installation;
import io.gristworks.cli.node.NodeLauncher;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.session.UsageError;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code grist demo}. */
@Command(
    name = "demo",
    description = "Start a node, scan simulated prices with it, show what came of it, clean up.")
public final class DemoCommand implements Callable<Integer> {
  private static final int SYMBOLS_MAX = 1_000_000;

  private final Session session;

  @Option(names = "--symbols", paramLabel = "N", description = "How many to scan. Default: 2500.")
  private int symbols = 2_500;

  @Option(names = "--keep", description = "Leave the node and its data for a look around.")
  private boolean isKept;

  /** The command within that session. */
  public DemoCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    if (symbols < 1 || symbols > SYMBOLS_MAX) {
      throw new UsageError("--symbols takes 1 to " + SYMBOLS_MAX + ", not " + symbols);
    }
    var around = session.around();
    var launcher = new NodeLauncher(new Installation(around.installation()), around.environment());
    try (var node = DemoNode.start(launcher)) {
      node.awaitReady(session);
      int exitCode = new Demo(session, node.api(), symbols, isKept).run();
      if (isKept) {
        node.keep();
        new NextSteps(session.err()).kept(node);
      }
      return exitCode;
    }
  }
}
