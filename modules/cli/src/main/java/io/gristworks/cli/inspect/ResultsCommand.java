package io.gristworks.cli.inspect;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.session.UsageError;
import io.gristworks.client.GristClient;
import io.gristworks.client.TaskFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code grist results}: a stream from the server to the file, whatever its size. */
@Command(name = "results", description = "Write what succeeded, or what failed, in task order.")
public final class ResultsCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "A batch, a job, `last`, or `last.JOB`.")
  private String id = "";

  @Option(names = "--errors", description = "What failed, instead of what succeeded.")
  private boolean errors;

  @Option(names = "--format", paramLabel = "ndjson|csv", description = "Default: ndjson.")
  private TaskFormat format = TaskFormat.NDJSON;

  @Option(names = "--out", paramLabel = "FILE", description = "Default: standard output.")
  private @Nullable Path file;

  /** The command within that session. */
  public ResultsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    var part = errors ? GristClient.Part.ERRORS : GristClient.Part.RESULTS;
    try (var client = session.client();
        var body = client.download(session.idOf(id), part, format)) {
      if (file == null) {
        new InputStreamReader(body, StandardCharsets.UTF_8).transferTo(session.out());
      } else {
        save(body, file.toAbsolutePath());
      }
    }
    return ExitCode.GOOD;
  }

  /** Under another name until it is whole: half a file must not look like all of it. */
  private void save(InputStream body, Path target) throws IOException {
    var directory = target.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new UsageError("there is no directory " + directory + " to write " + target + " to");
    }
    var part = directory.resolve(target.getFileName() + ".part");
    try {
      Files.copy(body, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    session.err().println("written to " + target);
  }
}
