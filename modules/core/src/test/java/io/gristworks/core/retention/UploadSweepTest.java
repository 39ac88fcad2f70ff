package io.gristworks.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.retention.UploadSweep.Owner;
import io.gristworks.core.retention.UploadSweep.Step;
import io.gristworks.core.retention.UploadSweep.Swept;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class UploadSweepTest {
  private static final BatchId BATCH = new BatchId("b00000000000000000000");
  private static final Duration AGE = Duration.ofHours(1);

  /** By name, and so in the order in which they are listed. */
  private final TreeMap<String, StoredUpload> unadopted = new TreeMap<>();

  private final List<String> adopted = new ArrayList<>();
  private final UploadSweep sweep = new UploadSweep(AGE, 10);
  private Function<String, Owner> owner = _ -> Owner.NOBODY;
  private Instant now = Instant.EPOCH;

  private void open(String upload) {
    unadopted.put(upload, new StoredUpload(upload, BATCH, Instant.EPOCH));
  }

  private Swept lookAfter(Duration wait) {
    now = now.plus(wait);
    var step = sweep.begin(now);
    while (true) {
      switch (step) {
        case Step.ListUnadopted(var after, var limit) ->
            step =
                sweep.listed(
                    (after == null ? unadopted : unadopted.tailMap(after.upload(), false))
                        .values().stream().limit(limit).toList());
        case Step.AskOwner(var upload) ->
            step = sweep.answered(upload, owner.apply(upload.upload()));
        case Step.Adopt(var upload) -> {
          unadopted.remove(upload.upload());
          adopted.add(upload.upload());
          step = sweep.settled();
        }
        case Step.Discard(var upload) -> {
          unadopted.remove(upload.upload());
          step = sweep.settled();
        }
        case Step.End(var swept) -> {
          return swept;
        }
      }
    }
  }

  @Test
  void anUploadGoesThatWasFoundUnadoptedForLong() {
    open("a");
    for (int minutes = 0; minutes <= 60; minutes += 10) {
      assertThat(unadopted).as("after %d minutes", minutes).containsKey("a");
      lookAfter(Duration.ofMinutes(10));
    }
    assertThat(unadopted).isEmpty();
  }

  @Test
  void aPauseMakesNothingOldAtOnce() {
    open("a");
    for (int looks = 0; looks < 4; looks++) {
      assertThat(lookAfter(Duration.ofDays(1))).isEqualTo(new Swept(0, 0, 0));
    }
    assertThat(lookAfter(Duration.ofDays(1))).isEqualTo(new Swept(0, 1, 0));
  }

  @Test
  void whatIsOwnedIsAdoptedAndDoubtIsNoVerdict() {
    open("doubtful");
    open("owned");
    owner = upload -> upload.equals("owned") ? Owner.BATCH : Owner.UNKNOWN;
    for (int looks = 0; looks < 4; looks++) {
      lookAfter(Duration.ofMinutes(20));
    }
    assertThat(lookAfter(Duration.ofMinutes(20))).isEqualTo(new Swept(1, 0, 1));
    assertThat(adopted).containsExactly("owned");
    assertThat(unadopted).containsOnlyKeys("doubtful");
  }

  @Test
  void whatNobodyCanTellOfHidesNothingBehindIt() {
    for (int at = 100; at < 350; at++) {
      open("doubtful-" + at);
    }
    open("orphan");
    owner = upload -> upload.equals("orphan") ? Owner.NOBODY : Owner.UNKNOWN;
    for (int looks = 0; looks < 4; looks++) {
      assertThat(lookAfter(Duration.ofMinutes(20)).undecided()).isZero();
    }
    int undecided = 0;
    for (int looks = 0; looks < 3; looks++) {
      undecided += lookAfter(Duration.ofMinutes(20)).undecided();
    }
    assertThat(undecided).as("each was asked about once").isEqualTo(250);
    assertThat(unadopted).doesNotContainKey("orphan").hasSize(250);
    assertThat(lookAfter(Duration.ofMinutes(20)).undecided()).as("from the beginning").isPositive();
  }

  @Test
  void whatWasAdoptedMeanwhileIsForgotten() {
    open("a");
    lookAfter(Duration.ofMinutes(20));
    unadopted.clear();
    for (int looks = 0; looks < 3; looks++) {
      lookAfter(Duration.ofMinutes(20));
    }
    open("a");
    for (int looks = 0; looks < 4; looks++) {
      assertThat(lookAfter(Duration.ofMinutes(20))).isEqualTo(new Swept(0, 0, 0));
    }
  }
}
