package io.gristworks.cli.submit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gristworks.cli.session.CommandEnvironment;
import io.gristworks.cli.session.UsageError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Work that is not submitted now but kept whole in one document, told as {@code submit} is. */
public final class InlineWork {
  private static final JsonMapper JSON = new JsonMapper();

  @Option(
      names = "--tasks",
      split = ",",
      paramLabel = "TASK",
      description = "The tasks themselves, as texts, instead of a file.")
  private @Nullable List<String> tasks;

  @Mixin private final SubmitOptions options = new SubmitOptions();

  /**
   * Writes it into {@code request}, as {@code job} or as {@code batch}.
   *
   * @param file a job, a batch or tasks, as JSON or NDJSON; or {@code -}, JSON
   */
  public void into(ObjectNode request, @Nullable String file, CommandEnvironment around)
      throws IOException {
    var job = options.job();
    if (job.idempotencyKey().isPresent()) {
      throw new UsageError("each run has a key of its own; leave out --idempotency-key");
    }
    var document = document(file, around);
    if (document.isBatch()) {
      document.refuse(job);
      request.set("batch", document.root());
    } else {
      request.set("job", document.asJob(job).root());
    }
  }

  private JsonDocument document(@Nullable String file, CommandEnvironment around)
      throws IOException {
    if (tasks != null && file != null) {
      throw new UsageError("say either FILE or --tasks, not both");
    }
    if (tasks != null) {
      return new JsonDocument(JSON.valueToTree(tasks));
    }
    if (file == null) {
      throw new UsageError("nothing to schedule: say FILE, `-` for standard input, or --tasks");
    }
    if (file.equals("-")) {
      return JsonDocument.read(around::in);
    }
    var path = Path.of(file);
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw new UsageError("cannot read the file " + file);
    }
    return switch (FileFormat.named(file).orElse(FileFormat.JSON)) {
      case JSON -> JsonDocument.read(() -> Files.newInputStream(path));
      case NDJSON -> new JsonDocument(lines(path));
      case CSV -> throw new UsageError("a schedule keeps its tasks as JSON; CSV it does not take");
    };
  }

  private static ArrayNode lines(Path path) throws IOException {
    var all = JSON.createArrayNode();
    try (var values = JSON.readerFor(JsonNode.class).<JsonNode>readValues(path.toFile())) {
      values.forEachRemaining(all::add);
      return all;
    } catch (JsonProcessingException e) {
      throw new UsageError("not NDJSON: " + e.getOriginalMessage());
    }
  }
}
