package io.gristworks.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.gristworks.client.GristClient;
import io.gristworks.client.Outcome;
import io.gristworks.client.WorkId;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The symbols with the most matching days. Reads all results and keeps a handful.
 *
 * @param best the best first
 * @param symbols how many symbols had at least one
 * @param days how many days matched in all
 */
record TopMatches(List<Match> best, long symbols, long days) {
  static final int SHOWN = 5;
  private static final Comparator<Match> WORST_FIRST =
      Comparator.comparingLong(Match::days).thenComparing(Match::symbol, Comparator.reverseOrder());

  /**
   * A symbol that matched.
   *
   * @param days how many days
   * @param latest the latest of them
   */
  record Match(String symbol, long days, String latest) {}

  static TopMatches of(GristClient client, WorkId id) throws IOException, InterruptedException {
    try (var outcomes = client.results(id)) {
      return of(outcomes);
    }
  }

  static TopMatches of(Iterable<Outcome> outcomes) {
    var best = new PriorityQueue<Match>(WORST_FIRST);
    long symbols = 0;
    long days = 0;
    for (var outcome : outcomes) {
      var result = outcome.result();
      if (result != null && result.path("match_count").asLong() > 0) {
        var match = match(result);
        symbols++;
        days += match.days();
        best.add(match);
        if (best.size() > SHOWN) {
          best.remove();
        }
      }
    }
    return new TopMatches(best.stream().sorted(WORST_FIRST.reversed()).toList(), symbols, days);
  }

  private static Match match(JsonNode result) {
    var dates = result.path("matches");
    return new Match(
        result.path("symbol").asText(),
        result.path("match_count").asLong(),
        dates.path(dates.size() - 1).asText(""));
  }
}
