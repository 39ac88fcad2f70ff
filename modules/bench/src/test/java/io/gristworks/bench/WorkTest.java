package io.gristworks.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gristworks.bench.contest.JdbcUrl;
import io.gristworks.bench.contest.Scenario;
import io.gristworks.bench.contest.TaskSet;
import io.gristworks.bench.contest.Workload;
import org.junit.jupiter.api.Test;

final class WorkTest {

  @Test
  void aTaskTakesAboutAHundredBytesAndGivesAboutFifty() {
    for (long id : new long[] {1, 123, 99_999, 120_000}) {
      String input = Workload.input(id, 0);
      assertThat(input).hasSizeBetween(90, 110).contains("\"id\":" + id + ",");
      assertThat(Workload.run(input)).hasSizeBetween(45, 60).contains("\"id\":" + id + ",");
    }
  }

  @Test
  void theSameTaskIsTheSameForEveryContestant() {
    var tasks = new TaskSet(Scenario.W1, 7, 3);
    assertThat(tasks.input(2)).isEqualTo(Workload.input(9, 0));
    assertThat(Workload.run(tasks.input(2))).isEqualTo(Workload.run(Workload.input(9, 0)));
    assertThat(tasks.endId()).isEqualTo(10);
  }

  @Test
  void theLowerBoundIsTheWorkSharedByAllWorkers() {
    assertThat(Scenario.W2.lowerBoundSeconds(2_500)).isEqualTo(2_500 * 0.010 / 64);
    assertThat(Scenario.W5.lowerBoundSeconds(1_000)).isEqualTo((950 * 0.002 + 50 * 0.200) / 8);
    assertThat(Scenario.W5.sleepMillis(949, 1_000)).isEqualTo(2);
    assertThat(Scenario.W5.sleepMillis(950, 1_000)).isEqualTo(200);
  }

  @Test
  void aUrlKeepsItsUserWhenTheDatabaseChanges() {
    var url = new JdbcUrl("jdbc:postgresql://localhost:5432/postgres?user=ana");
    assertThat(url.database("bench").with("reWriteBatchedInserts", "true").value())
        .isEqualTo("jdbc:postgresql://localhost:5432/bench?user=ana&reWriteBatchedInserts=true");
    assertThatThrownBy(() -> new JdbcUrl("jdbc:h2:mem:x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jdbc:h2:mem:x");
  }
}
