package io.gristworks.store;

import io.gristworks.store.segment.SegmentStore.StoreUnavailable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Lets writes of several threads share a commit: a commit costs the database a flush of its log and
 * both sides several round trips, whether it holds one row or a hundred.
 *
 * <p>A write that finds no other under way begins at once. What comes while as many are under way
 * as may be waits for the first of them to end, and is then written in one go, by one of the
 * threads that wait. So nothing waits for others to come, and the groups are as large as the
 * database is slow (group commit, DeWitt et al. 1984).
 *
 * <p>A group is written whole or not at all. One that fails says nothing of each of its writes; so
 * each is tried again by its own thread, alone, and what it throws then is its own.
 *
 * <p>For any number of threads; every call blocks its own until its write is durable.
 *
 * @param <T> what one thread writes
 */
final class SharedCommits<T> {
  private final int commitsMost;
  private final int writesMost;
  private final Consumer<List<T>> writer;

  private final Deque<Waiting<T>> waiting = new ArrayDeque<>();
  private int underWay;

  /** What its thread is to do next. */
  private enum Turn {
    /** Nothing more: the write is durable. */
    DONE,
    /** Write what waits, its own first. */
    LEAD,
    /** Write its own alone. */
    ALONE
  }

  private record Waiting<T>(T write, CompletableFuture<Turn> turn) {}

  /**
   * Nothing waits.
   *
   * @param commitsMost so many commits at once, from 1
   * @param writesMost so many writes in one commit, from 1
   * @param writer writes all it is given in one transaction, on the thread that calls
   */
  SharedCommits(int commitsMost, int writesMost, Consumer<List<T>> writer) {
    this.commitsMost = commitsMost;
    this.writesMost = writesMost;
    this.writer = writer;
  }

  /**
   * Returns when that is durable.
   *
   * @throws StoreUnavailable if the database fails; whether it was written is not known
   */
  void write(T write) {
    var own = new Waiting<>(write, new CompletableFuture<>());
    synchronized (this) {
      if (underWay < commitsMost) {
        underWay++;
        own.turn.complete(Turn.LEAD);
      } else {
        waiting.addLast(own);
      }
    }
    switch (own.turn.join()) {
      case DONE -> {}
      case LEAD -> lead(own);
      case ALONE -> writer.accept(List.of(write));
    }
  }

  /** Writes its own and those that wait, and then lets the next of the others lead. */
  private void lead(Waiting<T> own) {
    var group = new ArrayList<Waiting<T>>();
    group.add(own);
    synchronized (this) {
      while (group.size() < writesMost && !waiting.isEmpty()) {
        group.add(waiting.removeFirst());
      }
    }
    var outcome = Turn.ALONE;
    try {
      writer.accept(group.stream().map(Waiting::write).toList());
      outcome = Turn.DONE;
    } catch (RuntimeException e) {
      if (group.size() == 1) {
        throw e;
      }
    } finally {
      leadOn();
      for (var other : group.subList(1, group.size())) {
        other.turn.complete(outcome);
      }
    }
    if (outcome == Turn.ALONE) {
      writer.accept(List.of(own.write));
    }
  }

  /** How many writes wait for a commit, now. */
  synchronized int waiting() {
    return waiting.size();
  }

  private void leadOn() {
    Waiting<T> next;
    synchronized (this) {
      next = waiting.pollFirst();
      if (next == null) {
        underWay--;
      }
    }
    if (next != null) {
      next.turn.complete(Turn.LEAD);
    }
  }
}
