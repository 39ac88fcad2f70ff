package io.gristworks.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.view.LoadReason;
import io.gristworks.core.view.NodeLoad;
import io.gristworks.core.view.NodeStatus;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WorkerViewTest {
  @Test
  void whyANodeTakesLessIsOneSentenceAndAbsentWhereItTakesAll() {
    var well = WorkerView.of(node(List.of())).path("load");
    assertThat(well.has("takes_less")).isFalse();
    assertThat(well.path("memory").doubleValue()).isEqualTo(0.25);

    var reason = new LoadReason.Throttled(2, 0.5);
    var pressed = WorkerView.of(node(List.of(reason)));
    assertThat(pressed.path("name").textValue()).isEqualTo("ana:1");
    assertThat(pressed.at("/load/takes_less").textValue()).startsWith("2 CPU-bound workers rest");
  }

  private static NodeStatus node(List<LoadReason> takesLess) {
    var load =
        new NodeLoad(
            takesLess,
            0.25,
            null,
            null,
            null,
            null,
            null,
            8,
            8,
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>());
    return new NodeStatus(
        "ana:1", Instant.EPOCH, 8, 2, 0, 0, 0, 0, 0, 0, false, List.of("raw"), load);
  }
}
