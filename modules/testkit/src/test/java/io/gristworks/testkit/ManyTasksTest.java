package io.gristworks.testkit;

import static io.gristworks.testkit.SharedNode.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.client.WorkState;
import io.gristworks.operations.symbolscan.ScanResult;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ManyTasksTest {
  @RegisterExtension static final GristTest grist = SharedNode.NODE;

  @Test
  void aHundredTasksSucceedAndNeverMoreRunThanThereAreWorkers() {
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var runs = new AtomicInteger();
    var run =
        SharedNode.play(
                100,
                (number, context) -> {
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                  try {
                    Thread.sleep(10);
                  } finally {
                    running.decrementAndGet();
                  }
                  context.count("done", 1);
                  runs.incrementAndGet();
                  return number * 2;
                })
            .await(LONG);

    assertThat(run.state()).isEqualTo(WorkState.COMPLETED);
    var counts = run.status().counts();
    assertThat(counts.total()).isEqualTo(100);
    assertThat(counts.succeeded()).isEqualTo(100);
    assertThat(counts.pending() + counts.leased() + counts.waitingRetry()).isZero();
    assertThat(run.counters()).containsExactly(Map.entry("done", 100L));
    assertThat(run.results(Integer.class))
        .isEqualTo(SharedNode.numbers(100).stream().map(number -> number * 2).toList());
    assertThat(runs).as("nobody died, so nothing ran twice").hasValue(100);
    assertThat(most.get()).isBetween(2, SharedNode.WORKERS);
  }

  @Test
  void twoAndAHalfThousandSymbolsAreScannedAndTheSummaryIsTheSumOfTheResults() {
    var symbols = IntStream.range(0, 2_500).mapToObj(number -> "SYM" + number).toArray();
    var run =
        grist
            .submit(
                "symbol-scan",
                Map.of("formula", "close > open", "from", "2024-01-01", "to", "2024-03-31"),
                symbols)
            .await(LONG);

    assertThat(run.status().counts().succeeded()).isEqualTo(2_500);
    var results = run.results(ScanResult.class);
    assertThat(results.stream().map(ScanResult::symbol)).containsExactly(strings(symbols));
    assertThat(run.counters())
        .containsEntry("matches", results.stream().mapToLong(ScanResult::matchCount).sum())
        .containsEntry("symbols_matched", results.stream().filter(r -> r.matchCount() > 0).count());
    assertThat(run.counters().get("matches")).isPositive();
  }

  private static String[] strings(Object[] symbols) {
    return IntStream.range(0, symbols.length)
        .mapToObj(at -> symbols[at].toString())
        .toArray(String[]::new);
  }
}
