package io.gristworks.cli.schedule;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.submit.InlineWork;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code grist schedule create}: what is wrong with the work is told now, not at night. */
@Command(
    name = "create",
    description = {
      "Create a schedule.",
      "",
      "It keeps the whole job or batch, at most 1 MiB with its tasks, and submits it each time.",
      ""
    })
public final class CreateCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(index = "0", paramLabel = "NAME", description = "1 to 64 of a-z, A-Z, 0-9, _, -.")
  private String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "A job, a batch or tasks, as JSON or NDJSON; or `-`, JSON.")
  private @Nullable String file;

  @Option(
      names = "--cron",
      required = true,
      paramLabel = "CRON",
      description =
          "Minute, hour, day of month, month, day of week; or six fields with seconds first; or"
              + " @hourly, @daily, @weekly, @monthly, @yearly.")
  private String cron = "";

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Such as Europe/Berlin. Default: UTC.")
  private @Nullable String zone;

  @Option(
      names = "--misfire",
      paramLabel = "skip|once|all",
      description = "What becomes of times missed while the cluster was down. Default: once.")
  private @Nullable String misfire;

  @Option(
      names = "--overlap",
      paramLabel = "skip|allow|queue|cancel",
      description = "What a due time does while the last run goes on. Default: skip.")
  private @Nullable String overlap;

  @Option(names = "--paused", description = "Begin paused.")
  private boolean isPaused;

  @Mixin private final InlineWork work = new InlineWork();

  CreateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    var request = JsonNodeFactory.instance.objectNode().put("name", name).put("cron", cron);
    put(request, "zone", zone);
    put(request, "misfire", misfire);
    put(request, "overlap", overlap);
    request.put("paused", isPaused);
    work.into(request, file, session.around());
    try (var client = session.client()) {
      var document = client.schedules().create(request);
      if (session.isJson()) {
        session.print(document);
      } else {
        session.out().println("created " + ScheduleText.line(document));
      }
    }
    return ExitCode.GOOD;
  }

  private static void put(ObjectNode request, String field, @Nullable String value) {
    if (value != null) {
      request.put(field, value);
    }
  }
}
