package io.gristworks.testkit.example;

import io.gristworks.handler.Handler;
import io.gristworks.handler.NodeContext;
import io.gristworks.handler.Operation;
import io.gristworks.handler.PermanentFailure;
import io.gristworks.handler.TaskHandler;
import io.gristworks.handler.Traits;

/** Counts the words of a text that are long enough. */
public final class WordCount implements Operation<WordCount.Parameters, String, WordCount.Result> {

  /** What a job says once for all its tasks: {@code {"shortest": 3}}. */
  public record Parameters(int shortest) {}

  /** What becomes of one text: {@code {"words": 2, "longest": "grist"}}. */
  public record Result(int words, String longest) {}

  @Override
  public String name() {
    return "word-count";
  }

  @Override
  public String description() {
    return "Counts the words of a text.";
  }

  @Override
  public Class<Parameters> parametersType() {
    return Parameters.class;
  }

  @Override
  public Class<String> inputType() {
    return String.class;
  }

  @Override
  public Traits traits() {
    return Traits.cpuBound();
  }

  @Override
  public Handler<String, Result> open(Parameters parameters, NodeContext node) {
    TaskHandler<String, Result> handler =
        (text, context) -> {
          if (text.isBlank()) {
            throw new PermanentFailure("empty_text", "there is nothing to count");
          }
          int words = 0;
          var longest = "";
          for (var word : text.strip().split("\\s+")) {
            words += word.length() >= parameters.shortest() ? 1 : 0;
            longest = word.length() > longest.length() ? word : longest;
          }
          context.count("words", words);
          return new Result(words, longest);
        };
    return handler;
  }
}
