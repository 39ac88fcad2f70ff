package io.gristworks.cli.submit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gristworks.cli.session.UsageError;
import io.gristworks.client.JobOptions;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;

/**
 * A JSON file as a submission. Held in memory: what is too big for that belongs in NDJSON, and is
 * streamed.
 */
record JsonDocument(JsonNode root) {
  private static final JsonMapper JSON = new JsonMapper();

  static JsonDocument read(TaskSource.Opening opening) throws IOException {
    try (var content = opening.open()) {
      var root = JSON.readTree(content);
      if (root.isObject() || root.isArray()) {
        return new JsonDocument(root);
      }
      throw new UsageError("the JSON is neither a job, nor a batch, nor a list of tasks");
    } catch (JsonProcessingException e) {
      var where = e.getLocation();
      throw new UsageError(
          "not JSON: "
              + e.getOriginalMessage()
              + (where == null
                  ? ""
                  : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")"));
    }
  }

  boolean isBatch() {
    return root.isObject() && root.has("jobs");
  }

  /** A batch says itself what its jobs do; an option that would be ignored is a mistake. */
  void refuse(JobOptions options) {
    var said = options.document();
    if (!said.isEmpty()) {
      var names = String.join(", ", said.properties().stream().map(Map.Entry::getKey).toList());
      throw new UsageError(
          "the file is a whole batch and says itself what to do; leave out " + names);
    }
  }

  /** The job it is, with what the options say instead of what it says. */
  JsonDocument asJob(JobOptions options) {
    var said = options.document();
    ObjectNode job;
    if (root instanceof ObjectNode object) {
      job = object.deepCopy();
    } else {
      job = JSON.createObjectNode();
      job.set("tasks", root);
    }
    for (var field : said.properties()) {
      if (field.getValue() instanceof ObjectNode more
          && job.get(field.getKey()) instanceof ObjectNode there) {
        there.setAll(more);
      } else {
        job.set(field.getKey(), field.getValue());
      }
    }
    if (!job.has("operation")) {
      throw new UsageError(
          "say what to do with the tasks: --operation NAME (see `grist operations`)");
    }
    return new JsonDocument(job);
  }

  BodyPublisher body() throws IOException {
    return BodyPublishers.ofByteArray(JSON.writeValueAsBytes(root));
  }
}
