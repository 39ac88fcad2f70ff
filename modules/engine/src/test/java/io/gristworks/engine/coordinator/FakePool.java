package io.gristworks.engine.coordinator;

import io.gristworks.engine.protocol.PoolCommand;
import io.gristworks.engine.protocol.PoolPort;
import java.util.function.Consumer;

/** The way to a pool that always counts. */
record FakePool(long epoch, Consumer<PoolCommand> hears) implements PoolPort {
  @Override
  public void tell(PoolCommand what) {
    hears.accept(what);
  }
}
