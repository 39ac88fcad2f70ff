package io.gristworks.cli.node;

import io.gristworks.cli.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code grist simulate}: everything behind the word goes to the simulation as it is. */
@Command(
    name = "simulate",
    description = "Live through days of a simulated cluster; arguments are passed on.")
public final class SimulateCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "0..*", paramLabel = "ARGUMENT", description = "See `grist simulate --help`.")
  private List<String> arguments = new ArrayList<>();

  /** The command within that session. */
  public SimulateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    var around = session.around();
    var launcher = new NodeLauncher(new Installation(around.installation()), around.environment());
    return ChildProcess.runHere(launcher.simulation(arguments));
  }
}
