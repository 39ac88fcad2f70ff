package io.gristworks.engine.pool;

import io.gristworks.engine.protocol.PoolCommand;
import io.gristworks.engine.protocol.PoolPort;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** The pool that counts, as far as this node knows. Threads: any. */
public final class PoolLink implements PoolPort {
  private record Known(long epoch, Optional<ActorRef<PoolCommand>> pool) {}

  private volatile Known known = new Known(0, Optional.empty());

  /** One that knows of none. */
  public PoolLink() {}

  @Override
  public long epoch() {
    return known.epoch;
  }

  @Override
  public void tell(PoolCommand what) {
    known.pool.ifPresent(pool -> pool.tell(what));
  }

  /** The pool; empty before the first was heard of. */
  public Optional<ActorRef<PoolCommand>> pool() {
    return known.pool;
  }

  /** A later pool was heard of. */
  void poolIs(long epoch, ActorRef<PoolCommand> pool) {
    known = new Known(epoch, Optional.of(pool));
  }
}
