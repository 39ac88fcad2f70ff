package io.gristworks.engine.worker;

import io.gristworks.engine.thread.NodeFailure;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** Keeps what a node was ended for, and ends nothing. */
final class RecordedFailure implements NodeFailure {
  final List<Throwable> broken = new CopyOnWriteArrayList<>();
  final Semaphore told = new Semaphore(0);
  final List<String> restarts = new CopyOnWriteArrayList<>();

  @Override
  public void broken(String where, Throwable why) {
    broken.add(why);
    told.release();
  }

  @Override
  public void restart(String why) {
    restarts.add(why);
  }
}
