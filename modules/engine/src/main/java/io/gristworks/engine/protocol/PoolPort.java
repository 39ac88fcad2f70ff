package io.gristworks.engine.protocol;

/** The way to the pool that counts. Threads: any. */
public interface PoolPort {
  /** Its epoch, as far as is known; 0 before the first was heard of. */
  long epoch();

  /** Tells it something; lost where none is known. */
  void tell(PoolCommand what);
}
