package io.gristworks.operations.bulkembed;

import io.gristworks.handler.InvalidParameters;
import io.gristworks.handler.InvalidParameters.Problem;
import java.util.ArrayList;

/**
 * What a job asks for, checked.
 *
 * @param maxChars inclusive, in UTF-16 units
 */
record EmbedPlan(boolean normalize, int maxChars) {
  private static final int MAX_CHARS_DEFAULT = 20_000;
  private static final int MAX_CHARS_MOST = 1_000_000;

  /**
   * Reads a job's parameters.
   *
   * @throws InvalidParameters with everything that is wrong
   */
  static EmbedPlan of(EmbedParameters given) throws InvalidParameters {
    var problems = new ArrayList<Problem>();
    var model = given.model();
    if (model != null && !model.equals(SentenceModel.NAME)) {
      problems.add(
          new Problem("/model", "must be " + SentenceModel.NAME + ", found '" + model + "'"));
    }
    var chars = given.maxChars();
    int maxChars = chars == null ? MAX_CHARS_DEFAULT : chars;
    if (maxChars < 1 || maxChars > MAX_CHARS_MOST) {
      problems.add(
          new Problem("/max_chars", "must be 1 to " + MAX_CHARS_MOST + ", found " + maxChars));
    }
    if (!problems.isEmpty()) {
      throw new InvalidParameters(problems);
    }
    var normalize = given.normalize();
    return new EmbedPlan(normalize == null || normalize, maxChars);
  }
}
