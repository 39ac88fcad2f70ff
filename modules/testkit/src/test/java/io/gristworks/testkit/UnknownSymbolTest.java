package io.gristworks.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.client.WorkState;
import io.gristworks.operations.symbolscan.ScanResult;
import io.gristworks.operations.symbolscan.SymbolScan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnknownSymbolTest {
  private static final String PRICES =
      """
      date,open,high,low,close,volume
      2024-01-02,10,11,9,10,100
      2024-01-03,10,12,10,12,100
      """;

  @TempDir Path directory;

  @Test
  void aSymbolWithoutPricesFailsAloneAndSaysSo() throws Exception {
    for (var symbol : new String[] {"ADA", "BOB", "CYD"}) {
      Files.writeString(directory.resolve(symbol + ".csv"), PRICES);
    }
    var recipe =
        NodeOptions.usual()
            .withOperations(new SymbolScan())
            .withSetting("gristworks.operations.symbol-scan.prices.source", "csv")
            .withSetting(
                "gristworks.operations.symbol-scan.prices.directory", directory.toString());
    try (var grist = TestNode.start(recipe)) {
      var run =
          grist
              .submit("symbol-scan", Map.of("formula", "close > 11"), "ADA", "BOB", "NOPE", "CYD")
              .await(SharedNode.LONG);

      assertThat(run.state()).isEqualTo(WorkState.COMPLETED);
      assertThat(run.succeeded()).isEqualTo(3);
      assertThat(run.failed()).isEqualTo(1);
      assertThat(run.results(ScanResult.class))
          .extracting(ScanResult::symbol)
          .containsExactly("ADA", "BOB", "CYD");
      assertThat(run.counters()).containsEntry("matches", 3L);
      var failed = run.errors().getFirst();
      assertThat(failed.task()).isEqualTo(2);
      assertThat(failed.attempt()).as("a permanent failure is not tried again").isEqualTo(1);
      assertThat(failed.failure().kind()).isEqualTo("unknown_symbol");
      assertThat(failed.failure().message()).contains("no prices of NOPE");
      assertThat(run.status().errors())
          .singleElement()
          .satisfies(group -> assertThat(group.kind()).isEqualTo("unknown_symbol"))
          .satisfies(group -> assertThat(group.count()).isEqualTo(1));
    }
  }
}
