package io.gristworks.gateway.explain;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Why something stands where it stands.
 *
 * @param sentence for people
 * @param figures what the sentence is made of, by name: numbers, texts and times
 */
public record Reason(Kind kind, String sentence, SortedMap<String, Object> figures) {
  /** Copies the map. */
  public Reason {
    figures = Collections.unmodifiableSortedMap(new TreeMap<>(figures));
  }

  /** A reason with these figures. */
  public Reason(Kind kind, String sentence, Map<String, Object> figures) {
    this(kind, sentence, new TreeMap<>(figures));
  }

  /** What sorts of reasons there are. */
  public enum Kind {
    /** It has ended, in whatever way. */
    FINISHED,
    /** It is being cancelled; what still runs ends, or is interrupted. */
    ENDING,
    /** Its batch still takes tasks. */
    OPEN,
    /** Somebody, or its failure budget, has paused it. */
    PAUSED,
    /** Another job must end in a certain way first. */
    WAITS_FOR_JOB,
    /** Another batch must end in a certain way first. */
    WAITS_FOR_BATCH,
    /** Its time has not come. */
    START_TIME,
    /** Tasks of it run. */
    RUNNING,
    /** No worker node can run its operation. */
    NO_WORKER,
    /** Those that could, take no more work. */
    WORKERS_DRAIN,
    /** It needs a named resource of which no worker node has any left, or ever had. */
    NO_RESOURCE,
    /** Worker nodes that could run it are pressed by their hosts, and take less. */
    NODES_PRESSED,
    /** As much of it goes on as its limits allow. */
    LIMIT_REACHED,
    /** Others are served before it. */
    QUEUE_POSITION,
    /** Every worker that could run it runs something. */
    WORKERS_BUSY,
    /** It is about to be handed out. */
    TO_BE_HANDED_OUT,
    /** What has failed is tried again later. */
    RETRY_DUE,
    /** Its tasks come from another job, which has no more results yet. */
    WAITS_FOR_RESULTS,
    /** Some failed tasks are tried again before the others. */
    CANARY,
    /** A node died that ran it: it runs alone. */
    SUSPECT,
    /** It took down too many nodes. */
    QUARANTINED,
    /** Jobs of the batch stand differently. */
    JOBS
  }
}
