package io.gristworks.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a batch, a job or a task stands where it stands.
 *
 * @param document the server's answer, to be read only
 */
public record Explanation(JsonNode document) {
  /**
   * One reason.
   *
   * @param kind its sort, in a stable word
   * @param sentence for people
   * @param figures what the sentence is made of
   */
  public record Reason(String kind, String sentence, JsonNode figures) {}

  /** All of it in a sentence. */
  public String sentence() {
    return document.path("sentence").asText("");
  }

  /** The reasons, the most decisive first. */
  public List<Reason> reasons() {
    var reasons = new ArrayList<Reason>();
    for (var reason : document.path("reasons")) {
      reasons.add(
          new Reason(
              reason.path("kind").asText(),
              reason.path("sentence").asText(),
              reason.path("figures")));
    }
    return reasons;
  }

  /** What keeps the unfinished jobs of a batch, each with its name under {@code job}. */
  public List<Explanation> jobs() {
    var jobs = new ArrayList<Explanation>();
    document.path("jobs").forEach(job -> jobs.add(new Explanation(job)));
    return jobs;
  }
}
