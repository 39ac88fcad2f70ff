package io.gristworks.cli.submit;

import io.gristworks.cli.session.UsageError;
import io.gristworks.client.GristClient;
import io.gristworks.client.JobOptions;
import io.gristworks.client.Submission;
import io.gristworks.client.TaskFormat;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where tasks come from. */
sealed interface TaskSource {
  /** Sends them, as {@code options} say. */
  Submission submit(GristClient client, JobOptions options)
      throws IOException, InterruptedException;

  /** What the user calls {@code file}. */
  static TaskSource of(String file, @Nullable FileFormat said, InputStream standardInput) {
    if (file.equals("-")) {
      var format = said == null ? FileFormat.NDJSON : said;
      return format == FileFormat.JSON
          ? new JsonSource(() -> standardInput)
          : new Lines(taskFormat(format), BodyPublishers.ofInputStream(() -> standardInput));
    }
    var path = Path.of(file);
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw new UsageError("cannot read the file " + file);
    }
    var format =
        said != null
            ? said
            : FileFormat.named(file)
                .orElseThrow(
                    () ->
                        new UsageError("say --format: " + file + " may hold ndjson, csv or json"));
    return format == FileFormat.JSON
        ? new JsonSource(() -> Files.newInputStream(path))
        : new Lines(taskFormat(format), published(path));
  }

  private static TaskFormat taskFormat(FileFormat format) {
    return format == FileFormat.CSV ? TaskFormat.CSV : TaskFormat.NDJSON;
  }

  private static BodyPublisher published(Path path) {
    try {
      return BodyPublishers.ofFile(path);
    } catch (IOException e) {
      throw new UsageError("cannot read the file " + path + ": " + e.getMessage());
    }
  }

  private static void mustName(JobOptions options) {
    if (!options.document().has("operation")) {
      throw new UsageError(
          "say what to do with the tasks: --operation NAME (see `grist operations`)");
    }
  }

  /** Texts from the command line. */
  record Listed(List<String> tasks) implements TaskSource {
    @Override
    public Submission submit(GristClient client, JobOptions options)
        throws IOException, InterruptedException {
      mustName(options);
      return client.submit(options, tasks);
    }
  }

  /** A task a line; streamed. */
  record Lines(TaskFormat format, BodyPublisher body) implements TaskSource {
    @Override
    public Submission submit(GristClient client, JobOptions options)
        throws IOException, InterruptedException {
      mustName(options);
      return client.submit(options, format, body);
    }
  }

  /** A document: a job, a batch, or a list of tasks. Read as a whole. */
  record JsonSource(Opening opening) implements TaskSource {
    @Override
    public Submission submit(GristClient client, JobOptions options)
        throws IOException, InterruptedException {
      var document = JsonDocument.read(opening);
      if (document.isBatch()) {
        document.refuse(options);
        return client.submitBatch(document.body(), options.idempotencyKey());
      }
      var job = document.asJob(options);
      return client.submitJob(job.body(), options.idempotencyKey());
    }
  }

  /** Opens what is to be read, once. */
  interface Opening {
    /** The content, to be closed by the caller. */
    InputStream open() throws IOException;
  }
}
