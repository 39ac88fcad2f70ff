package io.gristworks.operations.bulkembed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.gristworks.handler.BulkHandler;
import io.gristworks.handler.InvalidParameters;
import io.gristworks.handler.InvalidParameters.Problem;
import io.gristworks.handler.LooseContext;
import io.gristworks.handler.Operation;
import io.gristworks.handler.PermanentFailure;
import io.gristworks.handler.TaskContext;
import io.gristworks.handler.TaskFailure;
import io.gristworks.handler.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real model. */
class BulkEmbedTest {
  private static final EmbedParameters PLAIN = new EmbedParameters(null, null, null);
  private static final String CAT = "A cat sleeps on the sofa.";
  private static final String KITTEN = "The kitten is napping on the couch.";
  private static final String RATES = "The central bank raised interest rates by half a point.";

  @TempDir static Path scratch;

  @Test
  void isFoundUnderItsName() {
    @SuppressWarnings("rawtypes") // a class literal has no type arguments
    var found =
        ServiceLoader.load(Operation.class).stream().map(ServiceLoader.Provider::get).toList();
    assertThat(found).singleElement().isInstanceOf(BulkEmbed.class);
    assertThat(new BulkEmbed().name()).isEqualTo("bulk_embed");
    assertThat(new BulkEmbed().traits().inputsField()).isEqualTo("texts");
    assertThat(new BulkEmbed().traits().batchSize()).isEqualTo(32);
  }

  @Test
  void aVectorHas384NumbersAndLengthOne() throws Exception {
    var result = embed(PLAIN, CAT);
    assertThat(result.dimensions()).isEqualTo(384);
    assertThat(result.vector()).hasSize(384);
    assertThat(cosine(result, result)).isCloseTo(1, within(1e-5));
    assertThat(length(result.vector())).isCloseTo(1, within(1e-5));
    assertThat(result.tokens()).isEqualTo(7);
  }

  @Test
  void theSameTextHasTheSameVectorAloneAndInAGroup() throws Exception {
    var alone = embed(PLAIN, CAT);
    var group = succeeded(handle(PLAIN, RATES, CAT, RATES.repeat(40), CAT, "x"));
    assertThat(group.get(1).vector()).isEqualTo(alone.vector());
    assertThat(group.get(3).vector()).isEqualTo(alone.vector());
    assertThat(cosine(group.get(1), alone)).isGreaterThanOrEqualTo(0.999);
  }

  @Test
  void textsCloseInMeaningAreCloserThanDistantOnes() throws Exception {
    var group = succeeded(handle(PLAIN, CAT, KITTEN, RATES));
    double close = cosine(group.get(0), group.get(1));
    assertThat(close).isGreaterThan(0.6);
    assertThat(close).isGreaterThan(cosine(group.get(0), group.get(2)) + 0.4);
    assertThat(close).isGreaterThan(cosine(group.get(1), group.get(2)) + 0.4);
  }

  @Test
  void keepsTheOrderOfAFullGroup() throws Exception {
    var texts = new ArrayList<String>();
    for (int i = 0; i < 32; i++) {
      texts.add("Sentence number " + i + " is about the number " + i * i + ".");
    }
    var group = succeeded(handle(PLAIN, texts.toArray(String[]::new)));
    assertThat(group).hasSize(32);
    assertThat(group.get(0).vector()).isEqualTo(embed(PLAIN, texts.get(0)).vector());
    assertThat(group.get(31).vector()).isEqualTo(embed(PLAIN, texts.get(31)).vector());
    assertThat(group.stream().map(each -> Arrays.hashCode(each.vector())).distinct()).hasSize(32);
  }

  @Test
  void withoutNormalizingOnlyTheLengthDiffers() throws Exception {
    var scaled = embed(PLAIN, CAT);
    var raw = embed(new EmbedParameters(null, false, null), CAT);
    assertThat(length(raw.vector())).isGreaterThan(1.5);
    assertThat(Vectors.normalized(raw.vector())).isEqualTo(scaled.vector());
  }

  @Test
  void aLongTextIsReadToItsEnd() throws Exception {
    String cats = CAT.repeat(200);
    var mostlyRates = embed(PLAIN, CAT.repeat(80) + RATES.repeat(200));
    assertThat(embed(PLAIN, cats).tokens()).isEqualTo(1_400);
    assertThat(cosine(mostlyRates, embed(PLAIN, RATES)))
        .isGreaterThan(cosine(mostlyRates, embed(PLAIN, CAT)));
    assertThat(cosine(embed(PLAIN, cats), embed(PLAIN, CAT))).isGreaterThan(0.5);
    assertThat(cosine(embed(PLAIN, cats), embed(PLAIN, RATES))).isLessThan(0.2);
  }

  @Test
  void aBadTextFailsAlone() throws Exception {
    var short5 = new EmbedParameters("all-minilm-l6-v2-q", null, 5);
    var verdicts = handle(short5, "", "good", " \n\t", "too long", "\uD83D", "fine", "\u0000");
    assertThat(kinds(verdicts))
        .startsWith("empty_text", "ok", "empty_text", "text_too_long", "ok", "ok")
        .hasSize(7);
  }

  @Test
  void strangeTextsDoNoHarm() throws Exception {
    var verdicts =
        handle(
            PLAIN,
            "日本語のテキスト",
            "😀😀",
            "a".repeat(15_000),
            "\uDC00\uD800",
            "\u200B\uFEFF",
            "[CLS] [SEP]");
    assertThat(kinds(verdicts)).allMatch(kind -> kind.equals("ok") || kind.equals("empty_text"));
  }

  @Test
  void manyThreadsShareOneModel() throws Exception {
    var operation = new BulkEmbed();
    var expected = embed(PLAIN, CAT).vector();
    try (var handler = open(operation, PLAIN, Map.of("threads", "1"));
        var threads = Executors.newFixedThreadPool(4)) {
      var calls = new ArrayList<Future<List<Verdict<EmbedResult>>>>();
      for (int i = 0; i < 8; i++) {
        calls.add(threads.submit(() -> handler.handle(List.of(CAT), List.of(new LooseContext()))));
      }
      for (var call : calls) {
        assertThat(succeeded(call.get()).getFirst().vector()).isEqualTo(expected);
      }
    }
    assertThat(SentenceModel.shared(scratch)).isSameAs(SentenceModel.shared(scratch));
  }

  @Test
  void aCancelledTextIsLeftOutAndAnInterruptEndsTheGroup() throws Exception {
    var cancelled = new LooseContext();
    cancelled.cancel();
    try (var handler = open(new BulkEmbed(), PLAIN, Map.of())) {
      var verdicts = handler.handle(List.of(CAT, CAT), List.of(cancelled, new LooseContext()));
      assertThat(kinds(verdicts)).containsExactly("InterruptedException", "ok");
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> handler.handle(List.of(CAT), List.of(new LooseContext())))
          .isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void countsTokensOfTheTextsThatSucceeded() throws Exception {
    var context = new LooseContext();
    try (var handler = open(new BulkEmbed(), PLAIN, Map.of())) {
      handler.handle(List.of(CAT, ""), List.<TaskContext>of(context, new LooseContext()));
    }
    assertThat(context.counters()).isEqualTo(Map.of("tokens", 7L));
  }

  @Test
  void wrongParametersAndSettingsAreNamed() {
    var wrong = new EmbedParameters("gpt", true, 0);
    var refused = catchThrowableOfType(InvalidParameters.class, () -> new BulkEmbed().check(wrong));
    assertThat(refused.problems())
        .containsExactly(
            new Problem("/model", "must be all-minilm-l6-v2-q, found 'gpt'"),
            new Problem("/max_chars", "must be 1 to 1000000, found 0"));
    for (var threads : List.of("0", "many")) {
      var failure =
          catchThrowableOfType(
              TaskFailure.class, () -> open(new BulkEmbed(), PLAIN, Map.of("threads", threads)));
      assertThat(failure)
          .hasMessage(
              "gristworks.operations.bulk_embed.threads must be 1 to 1024, found '"
                  + threads
                  + "'");
    }
  }

  private static EmbedResult embed(EmbedParameters parameters, String text) throws Exception {
    return succeeded(handle(parameters, text)).getFirst();
  }

  private static List<Verdict<EmbedResult>> handle(EmbedParameters parameters, String... texts)
      throws Exception {
    var contexts = Arrays.stream(texts).<TaskContext>map(_ -> new LooseContext()).toList();
    try (var handler = open(new BulkEmbed(), parameters, Map.of())) {
      return handler.handle(List.of(texts), contexts);
    }
  }

  private static BulkHandler<String, EmbedResult> open(
      BulkEmbed operation, EmbedParameters parameters, Map<String, String> settings)
      throws Exception {
    operation.check(parameters);
    return (BulkHandler<String, EmbedResult>)
        operation.open(parameters, new LooseNodeContext(settings, scratch));
  }

  private static List<EmbedResult> succeeded(List<Verdict<EmbedResult>> verdicts) {
    var results = new ArrayList<EmbedResult>();
    for (var verdict : verdicts) {
      switch (verdict) {
        case Verdict.Succeeded<EmbedResult>(var result) -> results.add(result);
        case Verdict.Failed<EmbedResult>(var failure) -> throw new AssertionError(failure);
      }
    }
    return results;
  }

  private static List<String> kinds(List<Verdict<EmbedResult>> verdicts) {
    return verdicts.stream().map(BulkEmbedTest::kind).toList();
  }

  private static String kind(Verdict<EmbedResult> verdict) {
    return switch (verdict) {
      case Verdict.Succeeded<EmbedResult> _ -> "ok";
      case Verdict.Failed<EmbedResult>(PermanentFailure failure) -> failure.kind();
      case Verdict.Failed<EmbedResult>(var failure) -> failure.getClass().getSimpleName();
    };
  }

  private static double cosine(EmbedResult left, EmbedResult right) {
    double sum = 0;
    for (int i = 0; i < left.dimensions(); i++) {
      sum += (double) left.vector()[i] * right.vector()[i];
    }
    return sum / length(left.vector()) / length(right.vector());
  }

  private static double length(float[] vector) {
    double squares = 0;
    for (float each : vector) {
      squares += (double) each * each;
    }
    return Math.sqrt(squares);
  }
}
