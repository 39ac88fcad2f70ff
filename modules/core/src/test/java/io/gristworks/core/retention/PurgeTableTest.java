package io.gristworks.core.retention;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.retention.PurgeRun.Answer;
import io.gristworks.core.retention.PurgeRun.Removed;
import io.gristworks.testing.AnswerTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every state of a batch in a purge meets everything that the purge may hear. */
class PurgeTableTest {
  private static final Instant NOON = Instant.parse("2030-01-08T12:00:00Z");
  private static final PurgeSettings RULES =
      new PurgeSettings(Duration.ofDays(7), Duration.ofMinutes(2), Duration.ofMillis(20), 1);
  private static final BatchId OLD = BatchId.of("mill", "old");
  private static final EndedBatch ENDED = new EndedBatch(OLD, NOON.minus(Duration.ofDays(9)));
  private static final Removed ALL = new Removed(3, Removed.NOTHING);
  private static final Removed NONE_LEFT = new Removed(0, Removed.NOTHING);

  private static PurgeRun run(Consumer<PurgeRun> past) {
    var run = new PurgeRun(RULES, NOON);
    run.begin();
    past.accept(run);
    return run;
  }

  private static PurgeRun asked() {
    return run(it -> it.found(List.of(ENDED)));
  }

  /** Its coordinator has retired it, and of so many parts nothing is left. */
  private static PurgeRun deleting(int parts, Removed how) {
    var run = asked();
    run.answered(OLD, Answer.RETIRED);
    for (int part = 0; part < parts; part++) {
      run.removed(OLD, how);
    }
    return run;
  }

  private static AnswerTable<PurgeRun> table() {
    return new AnswerTable<PurgeRun>(
            PurgeTableTest.class,
            "purge-command-table.md",
            "What a purge does about a batch, state by state",
            """
            In a cell stands what the purge wants done; *nothing* where what it
            hears is an echo. A purge takes as many batches at a time as its rules say; here one.
            """)
        .state("looks for ended batches", () -> run(_ -> {}))
        .state("the batch was asked to retire", PurgeTableTest::asked)
        .state("its outcomes are deleted", () -> deleting(0, ALL))
        .state("its inputs are deleted", () -> deleting(1, ALL))
        .state("its snapshots are deleted", () -> deleting(2, ALL))
        .state("its journal is deleted", () -> deleting(3, ALL))
        .state("its journal is deleted, nothing was left", () -> deleting(3, NONE_LEFT))
        .state("its end is deleted", () -> deleting(4, NONE_LEFT))
        .state("it is done with, its end stays for a later run", () -> deleting(4, ALL))
        .state("it is done with", () -> deleting(5, NONE_LEFT))
        .wish("a batch has ended", it -> told(it.found(List.of(ENDED))))
        .wish("no other has ended", it -> told(it.found(List.of())))
        .wish("its coordinator: retired", it -> told(it.answered(OLD, Answer.RETIRED)))
        .wish("its coordinator: stays", it -> told(it.answered(OLD, Answer.STAYS)))
        .wish("its coordinator is silent", it -> told(it.answered(OLD, Answer.UNKNOWN)))
        .wish("some rows are deleted", it -> told(it.removed(OLD, new Removed(200, 1))))
        .wish("the last rows are deleted", it -> told(it.removed(OLD, ALL)))
        .wish("there were no rows", it -> told(it.removed(OLD, NONE_LEFT)))
        .wish("something went wrong", it -> told(it.failed(OLD)));
  }

  private static String told(List<PurgeEffect> effects) {
    return effects.isEmpty()
        ? "nothing"
        : effects.stream().map(PurgeTableTest::told).collect(Collectors.joining(", "));
  }

  private static String told(PurgeEffect effect) {
    return switch (effect) {
      case PurgeEffect.Find _ -> "looks for ended batches";
      case PurgeEffect.AskToRetire _ -> "asks it to retire";
      case PurgeEffect.Remove(_, var part, var at, var pause) ->
          "deletes its "
              + part.name().toLowerCase(Locale.ROOT)
              + (at == 0 ? "" : " from " + at)
              + (pause.isZero() ? "" : " after a pause");
      case PurgeEffect.End(var sum) ->
          "ends: purged %d, begun %d, kept %d, failed %d"
              .formatted(sum.purged(), sum.begun(), sum.kept(), sum.failed());
    };
  }

  @Test
  void everyStateAnswersEverything() {
    table().isAsWritten();
  }
}
