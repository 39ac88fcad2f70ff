package io.gristworks.core.batch;

import static io.gristworks.core.batch.BatchStory.given;
import static io.gristworks.core.batch.Sample.ID;
import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.awoke;
import static io.gristworks.core.batch.Sample.cancelRequested;
import static io.gristworks.core.batch.Sample.cancelled;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.opened;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static io.gristworks.core.batch.Sample.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.ControlEvent.BatchRetired;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetirementTest {
  private static final BatchSpec TWO = spec(job("load"), job("scan"));
  private static final Instant LATER = NOON.plusSeconds(60);

  @Test
  void aBatchThatEndedLongAgoRetiresAndSaysWhereItsInputsAre() {
    given(submitted(TWO, 3, 2), succeeded(0, 3), succeeded(1, 2))
        .when(batch -> batch.retirement().decide(NOON.plusNanos(1), LATER))
        .thenAccepted(new BatchRetired(List.of("upload-0", "upload-1"), LATER));
  }

  @Test
  void aCancelledBatchRetiresToo() {
    given(submitted(spec(job("scan")), 1), cancelRequested("enough", 0), cancelled(0, 0))
        .when(batch -> batch.retirement().decide(LATER, LATER))
        .thenAccepted(new BatchRetired(List.of("upload-0"), LATER));
  }

  @Test
  void nothingUnfinishedEverRetires() {
    var unfinished = new Refusal.NotFinished(ID.value());
    given(submitted(TWO, 3, 2))
        .when(it -> it.retirement().decide(LATER, LATER))
        .thenRefused(unfinished);
    given(submitted(TWO, 3, 2), succeeded(0, 3))
        .when(it -> it.retirement().decide(Instant.MAX, LATER))
        .thenRefused(unfinished);
    given(opened(TWO))
        .when(it -> it.retirement().decide(Instant.MAX, LATER))
        .thenRefused(unfinished);
  }

  @Test
  void whatEndedAtThatMomentOrLaterStays() {
    given(submitted(spec(job("scan")), 3), succeeded(0, 3))
        .when(it -> it.retirement().decide(NOON, LATER))
        .thenRefused(new Refusal.FinishedLater(ID.value(), NOON));
  }

  @Test
  void whatIsNotThereCannotRetireAndWhatHasRetiredNeedNot() {
    given()
        .when(it -> it.retirement().decide(LATER, LATER))
        .thenRefused(new Refusal.UnknownBatch(ID.value()));
    given(submitted(spec(job("scan")), 3), succeeded(0, 3), retired())
        .when(it -> it.retirement().decide(NOON, LATER))
        .thenAlreadyTrue();
  }

  @Test
  void aJournalWithoutItsBeginningTellsOfARetiredBatch() {
    var history = List.of(submitted(TWO, 3, 2), awoke(2), succeeded(0, 3), succeeded(1, 2));
    for (int gone = 1; gone <= history.size(); gone++) {
      var batch = new Batch(ID);
      history.subList(gone, history.size()).forEach(batch::apply);
      assertThat(batch.retirement().isContradicted()).isEqualTo(gone < history.size());
      batch.apply(retired());
      assertThat(batch.retirement().isContradicted()).isFalse();
      assertThat(batch.retirement().hasCome()).isTrue();
      assertThat(batch.exists()).isFalse();
      assertThat(batch.retirement().event()).isEqualTo(retired());
    }
  }

  private static BatchEvent retired() {
    return new BatchRetired(List.of("upload-0", "upload-1"), LATER);
  }
}
