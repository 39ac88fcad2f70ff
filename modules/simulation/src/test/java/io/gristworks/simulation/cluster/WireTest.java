package io.gristworks.simulation.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.task.TaskSet;
import io.gristworks.simulation.check.InvariantViolation;
import org.junit.jupiter.api.Test;

class WireTest {
  @Test
  void aMessageArrivesAsAnotherThatIsEqual() {
    var sent = new ToCoordinator.GaveBack(7, 1, TaskSet.range(0, 9), ToCoordinator.Reason.PAUSED);
    assertThat(new Wire().cross(sent)).isEqualTo(sent).isNotSameAs(sent);
  }

  @Test
  void whatIsTooLargeBreaksTheDay() {
    var reason = "x".repeat(2 << 20);
    var wish =
        new SimulatedMessages.Wish(
            "pause", new ToCoordinator.Control(new BatchCommand.Pause(null, "ana", reason)));
    assertThatThrownBy(() -> new Wire().cross(wish))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("Control has 2098");
  }
}
