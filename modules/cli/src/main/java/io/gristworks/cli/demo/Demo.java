package io.gristworks.cli.demo;

import io.gristworks.cli.follow.Follower;
import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.terminal.TextFormat;
import io.gristworks.client.GristClient;
import io.gristworks.client.JobOptions;
import io.gristworks.client.WatchSettings;
import io.gristworks.client.WorkStatus;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** What the demo does once there is a server: submit, follow, read. For one use. */
final class Demo {
  static final String FORMULA = "close > sma(close, 200) and rsi(close, 14) < 35";
  static final String FROM = "2016-01-01";
  static final String TO = "2025-12-31";
  private static final Duration LONGEST = Duration.ofHours(6);

  private final Session session;
  private final URI api;
  private final int symbols;
  private final boolean nodeStays;

  Demo(Session session, URI api, int symbols, boolean nodeStays) {
    this.session = session;
    this.api = api;
    this.symbols = symbols;
    this.nodeStays = nodeStays;
  }

  /** The exit code of the scan, after everything has been said. */
  int run() throws IOException, InterruptedException, TimeoutException {
    introduce();
    var nanos = session.around().nanos();
    long start = nanos.getAsLong();
    try (var client = GristClient.at(api)) {
      var id = client.submit(options(), names(symbols)).id();
      WorkStatus end;
      try (var display =
          new Follower(session, client).display(Follower.Manner.WATCH, "symbol-scan")) {
        end = client.watch(id, WatchSettings.within(LONGEST), display::show);
      }
      var took = Duration.ofNanos(nanos.getAsLong() - start);
      var summary = new DemoSummary(end, took, TopMatches.of(client, id));
      if (session.isJson()) {
        session.print(summary.document());
      } else {
        summary.print(session.out());
        new NextSteps(session.out()).whereToLook(api, end.id(), nodeStays);
      }
      return ExitCode.of(end);
    }
  }

  private void introduce() {
    if (session.isJson()) {
      return;
    }
    session
        .out()
        .println("Scanning " + TextFormat.count(symbols, "made-up symbol") + " for days with");
    session.out().println("  " + FORMULA);
    session.out().println("from " + FROM + " to " + TO + ".");
    session
        .out()
        .println(
            "Prices are simulated: a geometric Brownian motion, seeded by the symbol's name, the"
                + " same on every machine.");
    session.out().println();
    session.out().flush();
  }

  private static JobOptions options() {
    return JobOptions.of("symbol-scan")
        .withName("demo")
        .withParameter("formula", FORMULA)
        .withParameter("from", FROM)
        .withParameter("to", TO);
  }

  /** {@code SIM00001} and so on: no name that something real could have. */
  static List<String> names(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(number -> String.format(Locale.ROOT, "SIM%05d", number))
        .toList();
  }
}
