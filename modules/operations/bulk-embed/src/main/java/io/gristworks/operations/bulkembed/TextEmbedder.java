package io.gristworks.operations.bulkembed;

import io.gristworks.handler.BulkHandler;
import io.gristworks.handler.PermanentFailure;
import io.gristworks.handler.TaskContext;
import io.gristworks.handler.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Embeds groups of texts for one job, one text after the other: within a quantised model, texts
 * computed together change one another's vectors a little, and what a text's vector is must not
 * depend on its neighbours.
 */
final class TextEmbedder implements BulkHandler<String, EmbedResult> {
  private final EmbedPlan plan;
  private final SentenceModel model;
  private final Semaphore cores;

  TextEmbedder(EmbedPlan plan, SentenceModel model, Semaphore cores) {
    this.plan = plan;
    this.model = model;
    this.cores = cores;
  }

  @Override
  public List<Verdict<EmbedResult>> handle(List<String> inputs, List<TaskContext> contexts)
      throws InterruptedException {
    var verdicts = new ArrayList<Verdict<EmbedResult>>(inputs.size());
    cores.acquire();
    try {
      for (int i = 0; i < inputs.size(); i++) {
        if (Thread.interrupted()) {
          throw new InterruptedException("the group is no longer wanted");
        }
        verdicts.add(verdict(inputs.get(i), contexts.get(i)));
      }
    } finally {
      cores.release();
    }
    return verdicts;
  }

  private Verdict<EmbedResult> verdict(@Nullable String text, TaskContext context) {
    try {
      var result = embedded(text, context);
      context.count("tokens", result.tokens());
      return new Verdict.Succeeded<>(result);
    } catch (Exception failure) {
      return new Verdict.Failed<>(failure);
    }
  }

  private EmbedResult embedded(@Nullable String text, TaskContext context) throws Exception {
    if (context.isCancelled()) {
      throw new InterruptedException("the text is no longer wanted");
    }
    if (text == null || text.isBlank()) {
      throw new PermanentFailure("empty_text", "there is no text to embed");
    }
    if (text.length() > plan.maxChars()) {
      throw new PermanentFailure(
          "text_too_long",
          "the text has %,d characters, max_chars is %,d"
              .formatted(text.length(), plan.maxChars()));
    }
    var embedded = model.embed(text);
    if (embedded.tokens() == 0) {
      throw new PermanentFailure("empty_text", "the text has no character that the model knows");
    }
    var vector = plan.normalize() ? Vectors.normalized(embedded.vector()) : embedded.vector();
    return new EmbedResult(vector, vector.length, embedded.tokens());
  }
}
