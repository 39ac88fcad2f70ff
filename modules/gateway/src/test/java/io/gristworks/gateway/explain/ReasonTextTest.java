package io.gristworks.gateway.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.view.LoadReason;
import io.gristworks.core.view.LoadReason.Memory;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReasonTextTest {
  @Test
  void aNodeThatTakesLessSaysAllThatPressesIt() {
    assertThat(ReasonText.of(List.<LoadReason>of())).isEmpty();
    assertThat(
            ReasonText.of(
                List.of(
                    new LoadReason.AbandonedThreads(17, 16),
                    new LoadReason.NoMemory(Memory.LIMIT, 0.951, 0.92, 0.85),
                    new LoadReason.NoMemory(Memory.HEAP, 0.9, 0.8, 0.7),
                    new LoadReason.NoMemory(Memory.STALL, 0.3, 0.2, 0.1),
                    new LoadReason.Throttled(1, 0.5))))
        .isEqualTo(
            "takes no more leases: 95 % of the memory limit is in use (too much from 92 %, well"
                + " again at 85 %), 90 % of the heap is in use after a collection (too much from"
                + " 80 %, well again at 70 %), 30 % of the time waits for memory (too much from"
                + " 20 %, well again at 10 %); 17 threads of handlers answer no interrupt, more"
                + " than the 16 that there may be; the node takes no work until it is started"
                + " anew; 1 CPU-bound worker rests: the host stopped the node in 50 % of the"
                + " latest CPU periods");
    assertThat(ReasonText.of(List.<LoadReason>of(new LoadReason.UnstoredOutcomes(7))))
        .isEqualTo(
            "the outcomes of 7 attempts wait to be stored, and nothing begins until they are: the"
                + " database is away, or too slow");
    assertThat(ReasonText.of(List.<LoadReason>of(new LoadReason.Throttled(3, 0.5))))
        .isEqualTo(
            "3 CPU-bound workers rest: the host stopped the node in 50 % of the latest CPU"
                + " periods");
  }
}
