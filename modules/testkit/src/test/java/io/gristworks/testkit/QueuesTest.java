package io.gristworks.testkit;

import static io.gristworks.testkit.SharedNode.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gristworks.operations.symbolscan.SymbolScan;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node serves all queues with work, also where it has room for one lease at a time only. */
class QueuesTest {
  @RegisterExtension
  static final GristTest grist =
      GristTest.node()
          .operation(new SymbolScan())
          .setting("gristworks.operations.symbol-scan.prices.source", "synthetic");

  private static Run scan(String queue, int symbols) {
    var parameters = Map.of("formula", "close > sma(close, 200) and rsi(close, 14) < 35");
    List<String> names = IntStream.range(0, symbols).mapToObj(at -> "S" + at).toList();
    return grist.submit(TestNode.options("symbol-scan", parameters).withQueue(queue), names);
  }

  @Test
  void aQueueIsServedThoughAnotherHasMoreWorkThanCores() {
    var first = scan("first", 100_000);
    await().atMost(LONG).until(() -> first.succeeded() > 100);
    var second = scan("second", 50);
    second.await(LONG);
    assertThat(second.succeeded()).isEqualTo(50);
    assertThat(first.state().isFinal()).isFalse();
    first.cancel();
  }
}
