package io.gristworks.simulation.cluster;

import io.gristworks.core.view.BatchStatus;
import io.gristworks.simulation.check.Broken;
import io.gristworks.simulation.world.Letter;
import io.gristworks.simulation.world.Ref;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Somebody who looks how a batch stands, again and again. */
final class StatusReader {
  private final World world;
  private final Supplier<String> id;

  /** By then something was answered to whoever looks: it must be seen. */
  private long revision;

  StatusReader(World world, Supplier<String> id) {
    this.world = world;
    this.id = id;
  }

  /** Something was answered just now. */
  void answered() {
    revision = world.journal().size(id.get());
  }

  /** Asks a gateway that is up; the answer may never come. */
  void look() {
    for (var machine : world.machines()) {
      if (machine.isUp()) {
        var question = new Question(machine, revision);
        machine.house(question);
        world
            .membership()
            .route(
                new Letter(question.ref(), new Words.Look()), Membership.coordinatorOf(id.get()));
        return;
      }
    }
  }

  private void told(@Nullable BatchStatus status, long atLeast) {
    long seen = status == null ? 0 : status.revision();
    if (world.scenario().isReliable() && seen < atLeast) {
      throw new Broken(
          "I24",
          "an answer was given at revision "
              + atLeast
              + " of "
              + id.get()
              + ", then told: "
              + status);
    }
  }

  private final class Question implements Shell {
    private final Machine gateway;
    private final Ref self;
    private final long atLeast;

    Question(Machine gateway, long atLeast) {
      this.gateway = gateway;
      this.self = world.freshRef(gateway, "reader-" + id.get());
      this.atLeast = atLeast;
    }

    @Override
    public Ref ref() {
      return self;
    }

    @Override
    public void handle(Letter letter) {
      gateway.evict(this);
      if (letter.words() instanceof Words.Told(var status)) {
        told(status, atLeast);
      }
    }
  }
}
