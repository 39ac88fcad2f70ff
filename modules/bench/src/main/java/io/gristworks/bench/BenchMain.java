package io.gristworks.bench;

import io.gristworks.bench.measure.Round;
import io.gristworks.bench.report.Machine;
import io.gristworks.bench.report.Report;
import io.gristworks.bench.report.TextTable;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The side-by-side benchmark behind {@code grist bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs the same work on Gristworks and on its peers, and shows them side by side.")
public final class BenchMain implements Callable<Integer> {
  static final String LOGGING = "bench-logback.xml";

  @Option(
      names = "--tasks",
      defaultValue = "100000",
      description = "tasks of w1 (${DEFAULT-VALUE})")
  private int tasks;

  @Option(names = "--rounds", defaultValue = "3", description = "runs of each (${DEFAULT-VALUE})")
  private int rounds;

  @Option(names = "--warm-up", description = "tasks run unmeasured before w1 (20000)")
  private @Nullable Integer warmUp;

  @Option(names = "--contestants", split = ",", description = "who runs; see --help's last line")
  private List<String> contestants = Contestants.namesByDefault();

  @Option(
      names = "--only",
      split = ",",
      description =
          "which of w1, w2, w3, w5; status, steal, fairness, eta, jobs, of Gristworks alone (all)")
  private List<String> only = Subjects.names();

  @Option(
      names = "--postgres",
      paramLabel = "URL",
      description = "jdbc:postgresql://host:port/db?user=…&password=… (an embedded one, fsync on)")
  private @Nullable String postgres;

  @Option(names = "--heap", defaultValue = "1g", description = "-Xmx of each (${DEFAULT-VALUE})")
  private String heap = "1g";

  @Option(
      names = "--timeout",
      paramLabel = "MINUTES",
      defaultValue = "15",
      description = "for one run (${DEFAULT-VALUE})")
  private int timeoutMinutes;

  @Option(names = "--output", defaultValue = "text", description = "text or json")
  private Output output = Output.text;

  @Spec private @Nullable CommandSpec spec;

  /** How the report is written; spelt as on the command line. */
  private enum Output {
    text,
    json
  }

  /** Runs the command line and ends the JVM: 0 all measured and complete, 1 not, 2 bad usage. */
  public static void main(String[] arguments) {
    // Said before the first logger wakes up; the embedded server's chatter belongs in no report.
    System.setProperty("logback.configurationFile", LOGGING);
    System.exit(commandLine().execute(arguments));
  }

  /** The command, ready to run or to be mounted under another. */
  public static CommandLine commandLine() {
    var commandLine = new CommandLine(new BenchMain()).setCaseInsensitiveEnumValuesAllowed(true);
    commandLine
        .getCommandSpec()
        .usageMessage()
        .footer("Contestants: " + String.join(", ", Contestants.names()));
    return commandLine;
  }

  /** Runs everything; 0 if every task of every run has its result, else 1. */
  @Override
  public Integer call() throws Exception {
    var subjects = check();
    try (var server = postgres == null ? Server.embedded() : Server.at(postgres)) {
      var err = spec().commandLine().getErr();
      var facts = server.facts();
      facts.forEach((setting, value) -> err.println("SHOW " + setting + ": " + value));
      err.flush();
      var tournament =
          new Tournament(
              contestants,
              subjects.scenarios(),
              rounds,
              tasks,
              warmUp == null ? OptionalInt.empty() : OptionalInt.of(warmUp));
      var child = new ChildJvm(heap, Duration.ofMinutes(timeoutMinutes));
      var measured = tournament.run(server, child, round -> progress(err, round));
      var findings =
          Tournament.study(
              subjects.studies(),
              server,
              child,
              finding -> {
                err.println(finding.study() + ": " + finding.figures());
                err.flush();
              });
      print(new Report(Machine.thisOne(), facts, heap, measured, findings));
      return measured.stream().allMatch(Round::complete) ? 0 : 1;
    }
  }

  private void print(Report report) throws Exception {
    var out = spec().commandLine().getOut();
    switch (output) {
      case text -> out.print(new TextTable(report).render());
      case json ->
          out.println(Assignment.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report));
    }
    out.flush();
  }

  private static void progress(PrintWriter err, Round round) {
    err.printf(
        "%s %s round %d: %.3f s end to end, %d of %d results%n",
        round.scenario(),
        round.contestant(),
        round.round(),
        round.endToEndSeconds(),
        round.storedResults(),
        round.expectedResults());
    err.flush();
  }

  private Subjects check() {
    for (String contestant : contestants) {
      if (!Contestants.names().contains(contestant)) {
        throw new ParameterException(
            spec().commandLine(),
            "unknown contestant '%s'; known: %s".formatted(contestant, Contestants.names()));
      }
    }
    if (tasks < 1 || rounds < 1 || timeoutMinutes < 1 || (warmUp != null && warmUp < 0)) {
      throw new ParameterException(
          spec().commandLine(),
          "--tasks, --rounds and --timeout are 1 or more, --warm-up 0 or more");
    }
    try {
      return Subjects.of(only);
    } catch (Subjects.UnknownSubject e) {
      throw new ParameterException(spec().commandLine(), String.valueOf(e.getMessage()));
    }
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("run through commandLine()");
    }
    return spec;
  }
}
