package io.gristworks.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * How a bulk operation stands.
 *
 * @param document as the server told it
 */
public record BulkStatus(JsonNode document) {
  /** A batch or a job that refused, and why. */
  public record Refusal(WorkId who, String why) {}

  /** Its id. */
  public String id() {
    return document.path("id").asText();
  }

  /** {@code pause}, {@code resume}, {@code cancel}, {@code retry} or {@code change}. */
  public String action() {
    return document.path("action").asText();
  }

  /** {@code accepted}, {@code running}, {@code done} or {@code cancelled}. */
  public String state() {
    return document.path("state").asText();
  }

  /** Whether nothing more will happen. */
  public boolean isFinal() {
    return document.hasNonNull("finished_at");
  }

  /** Whether single jobs are meant, in place of batches. */
  public boolean isOfJobs() {
    return document.path("filter").hasNonNull("jobs");
  }

  /** How many batches, or jobs, matched when it was accepted; meanwhile some may have ended. */
  public long matched() {
    return document.path("matched").asLong();
  }

  /** How many have answered. */
  public long done() {
    return document.path("done").asLong();
  }

  /** How many are as wished now and were not before. */
  public long changed() {
    return document.path("changed").asLong();
  }

  /** How many had been as wished already. */
  public long already() {
    return document.path("already").asLong();
  }

  /** How many are not as wished. */
  public long refused() {
    return document.path("refused").asLong();
  }

  /** Some of those. */
  public List<Refusal> refusals() {
    var refusals = new ArrayList<Refusal>();
    for (var refusal : document.path("refusals")) {
      var job = refusal.hasNonNull("job") ? "." + refusal.path("job").asText() : "";
      var who = new WorkId(refusal.path("batch").asText() + job);
      refusals.add(new Refusal(who, refusal.path("why").asText()));
    }
    return List.copyOf(refusals);
  }
}
