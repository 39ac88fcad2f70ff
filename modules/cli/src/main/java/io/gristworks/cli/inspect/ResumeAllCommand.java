package io.gristworks.cli.inspect;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code grist resume-all}; succeeds also where nothing is stopped. */
@Command(name = "resume-all", description = "End the stop of everything.")
public final class ResumeAllCommand implements Callable<Integer> {
  private final Session session;

  /** The command within that session. */
  public ResumeAllCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var status = client.resumeAll();
      if (session.isJson()) {
        session.print(status);
      } else {
        session.out().println("goes on");
      }
    }
    return ExitCode.GOOD;
  }
}
