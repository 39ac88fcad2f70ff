package io.gristworks.cli;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code grist version}, and {@code --version}. */
@Command(name = "version", description = "Tell the version of this command, and its Java's.")
final class VersionCommand implements Callable<Integer>, IVersionProvider {
  private final Session session;

  VersionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    for (var line : getVersion()) {
      session.out().println(line);
    }
    return ExitCode.GOOD;
  }

  @Override
  public String[] getVersion() {
    var version = VersionCommand.class.getPackage().getImplementationVersion();
    return new String[] {
      "grist " + (version == null ? "(not from a jar)" : version),
      "Java " + System.getProperty("java.version") + ", " + System.getProperty("os.name")
    };
  }
}
