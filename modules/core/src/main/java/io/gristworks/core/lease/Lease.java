package io.gristworks.core.lease;

import java.time.Instant;
import org.roaringbitmap.RoaringBitmap;

/** A lease as its coordinator sees it. */
final class Lease {
  final long number;
  final int job;
  final String node;
  final RoaringBitmap tasks;
  Instant lapsesAt;
  int unstarted;
  boolean askedBack;

  /** Its node is lost, or silent: its tasks are held back until it is known what was stored. */
  boolean lost;

  /** Its node is known to be gone. */
  boolean gone;

  /** The search for what was stored of it, where it is lost; 0 where none has begun. */
  long search;

  Lease(long number, int job, String node, RoaringBitmap tasks, Instant lapsesAt) {
    this.number = number;
    this.job = job;
    this.node = node;
    this.tasks = tasks;
    this.lapsesAt = lapsesAt;
    this.unstarted = tasks.getCardinality();
  }
}
