package io.gristworks.core.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.roaringbitmap.RoaringBitmap;

/** A story of one batch: what had happened, what someone wished, what came of it. */
public final class BatchStory {
  private final Batch batch = new Batch(Sample.ID);

  private BatchStory(List<BatchEvent> past) {
    past.forEach(batch::apply);
  }

  /** All this has happened. */
  public static BatchStory given(BatchEvent... past) {
    return new BatchStory(List.of(past));
  }

  /** The batch, now. */
  public Batch batch() {
    return batch;
  }

  /** Somebody wishes this. */
  public Then when(Function<Batch, Decision> wish) {
    return new Then(batch, wish.apply(batch));
  }

  /** Nobody asks, and all that follows of itself happens, step by step, until nothing more does. */
  public List<BatchEvent> whatFollows() {
    return whatFollows(batch);
  }

  private static List<BatchEvent> whatFollows(Batch batch) {
    var all = new ArrayList<BatchEvent>();
    for (int round = 0; round <= 4 * batch.jobs().size() + 4; round++) {
      var events = batch.automaticTransitions(Sample::nobodyHolds, Sample.NOON);
      events.forEach(batch::apply);
      all.addAll(events);
      if (events.isEmpty()) {
        return all;
      }
    }
    throw new AssertionError("there is always something more to follow: " + all);
  }

  /** The answer. */
  public record Then(Batch batch, Decision decision) {
    /** Exactly these events are to be written. */
    public void thenAccepted(BatchEvent... events) {
      assertThat(decision).isEqualTo(Decision.Accepted.of(events));
    }

    /** It is granted; and then the batch is so. */
    public Batch thenItIsSo() {
      assertThat(decision).isInstanceOf(Decision.Accepted.class);
      ((Decision.Accepted) decision).events().forEach(batch::apply);
      whatFollows(batch);
      return batch;
    }

    /** It was so before. */
    public void thenAlreadyTrue() {
      assertThat(decision).isEqualTo(new Decision.AlreadyTrue());
    }

    /** It is not granted, for this reason. */
    public void thenRefused(Refusal why) {
      assertThat(decision).isEqualTo(new Decision.Refused(why));
    }
  }

  /** Some tasks, as a bitmap. */
  static RoaringBitmap tasks(int... tasks) {
    return RoaringBitmap.bitmapOf(tasks);
  }
}
