package io.gristworks.bench.report;

import io.gristworks.bench.contest.Scenario;
import io.gristworks.bench.measure.Round;
import io.gristworks.bench.measure.Round.Latency;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A report as a page of text: a table for each scenario, medians with the range behind them. */
public final class TextTable {
  private static final double MIB = 1024.0 * 1024.0;

  private final Report report;

  /** A page for {@code report}. */
  public TextTable(Report report) {
    this.report = report;
  }

  /** A column: its title and where its figure comes from. */
  private record Column(String title, String format, ToDoubleFunction<Round> figure) {}

  /** The page, ending in a line break. */
  public String render() {
    var page = new StringBuilder();
    var machine = report.machine();
    page.append(
        String.format(
            Locale.ROOT,
            "\n%s, %d cores, %.1f GiB; %s; load %.1f at the end\n",
            machine.processor(),
            machine.cores(),
            machine.memoryBytes() / MIB / 1024,
            machine.system(),
            machine.loadAverage()));
    page.append(String.format(Locale.ROOT, "JDK %s, -Xmx%s each\n", machine.jdk(), report.heap()));
    page.append(
        String.format(
            Locale.ROOT,
            "PostgreSQL %s\n",
            report.postgres().entrySet().stream()
                .map(
                    fact ->
                        fact.getKey().equals("server_version")
                            ? fact.getValue()
                            : fact.getKey() + "=" + fact.getValue())
                .collect(Collectors.joining(", "))));
    for (Scenario scenario : Scenario.values()) {
      var rounds = report.rounds().stream().filter(r -> r.scenario() == scenario).toList();
      if (!rounds.isEmpty()) {
        page.append(section(scenario, rounds));
      }
    }
    report.findings().forEach(finding -> page.append(section(finding)));
    return page.toString();
  }

  private static String section(Finding finding) {
    var text = new StringBuilder();
    text.append(
        String.format(Locale.ROOT, "\n%s: %s\n", finding.study(), finding.study().question()));
    finding
        .figures()
        .forEach(
            (name, figure) ->
                text.append(String.format(Locale.ROOT, "  %,10.2f  %s\n", figure, name)));
    return text.toString();
  }

  private static String section(Scenario scenario, List<Round> rounds) {
    Map<String, List<Round>> byContestant =
        rounds.stream()
            .collect(
                Collectors.groupingBy(Round::contestant, LinkedHashMap::new, Collectors.toList()));
    var columns = columns(scenario);
    List<List<String>> cells = new ArrayList<>();
    List<String> titles = new ArrayList<>(List.of("contestant"));
    columns.forEach(column -> titles.add(column.title()));
    titles.add("results");
    cells.add(titles);
    byContestant.forEach((name, runs) -> cells.add(row(name, runs, columns)));
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "\n%s: %,d %s; median of %d (min-max)\n",
            scenario,
            rounds.getFirst().tasks(),
            scenario.question(),
            byContestant.values().iterator().next().size()));
    text.append(aligned(cells));
    byContestant.forEach(
        (name, runs) ->
            text.append(
                String.format(Locale.ROOT, "  %s: %s\n", name, runs.getFirst().description())));
    return text.toString();
  }

  private static List<Column> columns(Scenario scenario) {
    List<Column> costs =
        List.of(
            new Column("us CPU/task", "%.1f", Round::cpuMicrosPerTask),
            new Column("us PG CPU/task", "%.1f", TextTable::postgresCpu),
            new Column("peak RSS MiB", "%.0f", round -> round.residentPeakBytes() / MIB),
            new Column("peak heap MiB", "%.0f", round -> round.heapPeakBytes() / MIB),
            new Column("WAL B/task", "%.0f", Round::walBytesPerTask));
    List<Column> columns =
        switch (scenario) {
          case W1 ->
              List.of(
                  new Column("submit/s", "%,.0f", Round::submitRate),
                  new Column("drain/s", "%,.0f", Round::drainRate),
                  new Column("end-to-end s", "%.2f", Round::endToEndSeconds));
          case W2, W5 ->
              List.of(
                  new Column("efficiency", "%.2f", TextTable::efficiency),
                  new Column("drain s", "%.2f", Round::drainSeconds),
                  new Column("end-to-end s", "%.2f", Round::endToEndSeconds));
          case W3 ->
              List.of(
                  new Column("p50 ms", "%.1f", round -> latency(round).p50Ms()),
                  new Column("p99 ms", "%.1f", round -> latency(round).p99Ms()),
                  new Column("max ms", "%.1f", round -> latency(round).maxMs()));
        };
    List<Column> all = new ArrayList<>(columns);
    all.addAll(costs);
    return all;
  }

  private static List<String> row(String name, List<Round> runs, List<Column> columns) {
    List<String> row = new ArrayList<>(List.of(name));
    for (Column column : columns) {
      double[] figures = runs.stream().mapToDouble(column.figure()).sorted().toArray();
      row.add(cell(column.format(), figures));
    }
    row.add(runs.stream().allMatch(Round::complete) ? "complete" : "MISSING");
    return row;
  }

  /** Median (min-max); the middle of an even number is the mean of the two. */
  private static String cell(String format, double[] sorted) {
    if (Double.isNaN(sorted[sorted.length - 1])) {
      return "-";
    }
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    String text = figure(format, median);
    return sorted.length == 1
        ? text
        : text
            + " ("
            + figure(format, sorted[0])
            + "-"
            + figure(format, sorted[sorted.length - 1])
            + ")";
  }

  private static String aligned(List<List<String>> cells) {
    int[] widths =
        IntStream.range(0, cells.getFirst().size())
            .map(i -> cells.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
            .toArray();
    var text = new StringBuilder();
    for (List<String> row : cells) {
      var line = new StringBuilder(" ");
      for (int i = 0; i < widths.length; i++) {
        String padding = " ".repeat(widths[i] - row.get(i).length());
        line.append(' ').append(i == 0 ? row.get(i) + padding : padding + row.get(i)).append(' ');
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static double efficiency(Round round) {
    return round.efficiency() == null ? Double.NaN : round.efficiency();
  }

  private static double postgresCpu(Round round) {
    Double micros = round.postgresCpuMicrosPerTask();
    return micros == null ? Double.NaN : micros;
  }

  private static Latency latency(Round round) {
    return round.latency() == null
        ? new Latency(Double.NaN, Double.NaN, Double.NaN)
        : round.latency();
  }

  private static String figure(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
