package io.gristworks.core.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects uploads that no batch has adopted. The batch's coordinator is asked first, for a gateway
 * may have died between its answer and the adoption.
 *
 * <p>A submission may be under way while the coordinator says that it owns nothing, and be accepted
 * afterwards. So an upload is asked about only when this sweep itself has found it unadopted, look
 * after look, for longer than any submission can be under way. No clock that anybody sets counts
 * for that: one that is an hour wrong would make a new upload an old one. Between two looks a
 * quarter of that time counts at most, so that a process that was stopped, or a database that was
 * away, makes nothing old at once.
 *
 * <p>It may be run in several processes; each looks at all uploads in turn, however many stay
 * undecided. Threads: one at a time.
 */
public final class UploadSweep {
  /** A sweep ends with so many that nobody could tell of: each of them waited for an answer. */
  private static final int UNDECIDED_MOST = 100;

  /** What is to be done next; each is answered before the sweep goes on. */
  public sealed interface Step {
    /**
     * List uploads that are not adopted, in the order of {@link StoredUpload#openedAt}; answered
     * with {@link UploadSweep#listed}.
     *
     * @param after only those behind this one; null for the first
     */
    record ListUnadopted(@Nullable StoredUpload after, int limit) implements Step {}

    /**
     * Ask the coordinator of the upload's batch whether it owns it; answered with {@link
     * UploadSweep#answered}.
     */
    record AskOwner(StoredUpload upload) implements Step {}

    /** Mark it as adopted; answered with {@link UploadSweep#settled}. */
    record Adopt(StoredUpload upload) implements Step {}

    /** Delete it, unless it is adopted; answered with {@link UploadSweep#settled}. */
    record Discard(StoredUpload upload) implements Step {}

    /** This sweep is over. */
    record End(Swept swept) implements Step {}
  }

  /** What a coordinator says of an upload. */
  public enum Owner {
    /** It is a part of the batch. */
    BATCH,
    /** It is not. */
    NOBODY,
    /** There was no answer, which is no verdict. */
    UNKNOWN
  }

  /**
   * What a sweep came to.
   *
   * @param adopted uploads that a batch owned
   * @param discarded uploads that nobody owned
   * @param undecided uploads of which nobody could tell; a later sweep asks again
   */
  public record Swept(int adopted, int discarded, int undecided) {}

  private record Seen(Instant at, Duration watched) {}

  private final Duration age;
  private final int page;
  private final Deque<StoredUpload> old = new ArrayDeque<>();

  /** What was found unadopted in this pass over all uploads, and in the one before. */
  private Map<String, Seen> seen = new HashMap<>();

  private Map<String, Seen> seenBefore = new HashMap<>();

  /** Where the list goes on; null at its beginning. */
  private @Nullable StoredUpload last;

  private Instant now = Instant.MIN;
  private int adopted;
  private int discarded;
  private int undecided;

  /**
   * A sweep that has seen nothing yet.
   *
   * @param age for how long an upload must have been found unadopted
   * @param page how many are listed at once, from 1
   */
  public UploadSweep(Duration age, int page) {
    this.age = age;
    this.page = page;
  }

  /**
   * Begins where the last sweep ended.
   *
   * @param steady the time by a clock that only goes forward
   */
  public Step begin(Instant steady) {
    now = steady;
    adopted = 0;
    discarded = 0;
    undecided = 0;
    old.clear();
    return list();
  }

  private Step list() {
    if (last == null) {
      seenBefore = seen; // what is not listed any more is forgotten
      seen = new HashMap<>();
    }
    return new Step.ListUnadopted(last, page);
  }

  /** These were listed. */
  public Step listed(List<StoredUpload> uploads) {
    last = uploads.size() < page ? null : uploads.getLast();
    for (var upload : uploads) {
      if (isOld(upload)) {
        old.add(upload);
      }
    }
    return next();
  }

  private boolean isOld(StoredUpload upload) {
    var before = seen.getOrDefault(upload.upload(), seenBefore.get(upload.upload()));
    var watched = before == null ? Duration.ZERO : before.watched.plus(counted(before.at));
    seen.put(upload.upload(), new Seen(now, watched));
    return before != null && watched.compareTo(age) >= 0;
  }

  private Duration counted(Instant before) {
    var most = age.dividedBy(4);
    var between = Duration.between(before, now);
    return between.compareTo(most) > 0 ? most : between;
  }

  private Step next() {
    var upload = old.poll();
    if (upload != null) {
      return new Step.AskOwner(upload);
    }
    return last != null && undecided < UNDECIDED_MOST
        ? list()
        : new Step.End(new Swept(adopted, discarded, undecided));
  }

  /** Whoever was asked about this upload says so. */
  public Step answered(StoredUpload upload, Owner owner) {
    return switch (owner) {
      case BATCH -> {
        adopted++;
        yield new Step.Adopt(upload);
      }
      case NOBODY -> {
        discarded++;
        yield new Step.Discard(upload);
      }
      case UNKNOWN -> {
        undecided++;
        yield next();
      }
    };
  }

  /** What was to be done with an upload is done, or left to a later sweep. */
  public Step settled() {
    return next();
  }
}
