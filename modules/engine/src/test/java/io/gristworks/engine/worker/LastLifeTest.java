package io.gristworks.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.message.ToCoordinator.Blame;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.task.TaskSet;
import io.gristworks.engine.ledger.CrashLedger.Entry;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.NodeRef;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LastLifeTest {
  private static Blame blame(@Nullable CoordinatorCommand told) {
    return (Blame) ((CoordinatorCommand.FromNode) Objects.requireNonNull(told)).message();
  }

  @Test
  void coordinatorsAreToldWhatRanAndWhatOfItRanAsASuspectUntilTheyHaveHeard() {
    var told = new TreeMap<String, CoordinatorCommand>();
    var kit = ActorTestKit.create();
    try {
      var left =
          List.of(
              new Entry("ana#1", "b1", 0, 10, 3, false),
              new Entry("ana#1", "b1", 0, 40, 1, true),
              new Entry("ana#1", "b2", 2, 7, 1, false));
      var self = new NodeRef("ana#2", kit.<NodeCommand>createTestProbe("self").ref());
      var last = new LastLife(left, told::put, self, 0);
      last.tell();
      var blame = blame(told.get("b1"));
      assertThat(blame.died()).isEqualTo("ana#1");
      assertThat(blame.running()).isEqualTo(TaskSet.of(10, 11, 12, 40));
      assertThat(blame.alone()).isEqualTo(TaskSet.of(40));
      assertThat(blame.evidence()).contains("ana#1", "2 others");
      assertThat(blame(told.get("b2")).alone().size()).isZero();
      last.heard(new ToNode.Blamed("b1", 0));
      assertThat(last.isOver(0)).isFalse();
      told.clear();
      last.tell();
      assertThat(told).containsOnlyKeys("b2");
      last.heard(new ToNode.Blamed("b2", 2));
      assertThat(last.isOver(0)).isTrue();
    } finally {
      kit.shutdownTestKit();
    }
  }
}
