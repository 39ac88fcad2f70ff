package io.gristworks.cli.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.session.UsageError;
import io.gristworks.cli.terminal.Table;
import io.gristworks.client.BulkOperations;
import io.gristworks.client.BulkRequest;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What every wish here has: which batches, whether in earnest, and how it tells what came of it.
 */
final class BulkActionCommand {
  @Mixin private final FilterOptions filter = new FilterOptions();

  @Option(names = "--dry-run", description = "Only tell which batches it would be.")
  private boolean isDryRun;

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = "Makes it safe to ask again: the same key is the same bulk operation.")
  private @Nullable String key;

  @Mixin private final WaitOptions waiting = new WaitOptions();

  /** Has it done, and prints how it stands, or ended. */
  int grant(Session session, BulkRequest request) throws IOException, InterruptedException {
    if (isDryRun && (waiting.waits() || key != null)) {
      throw new UsageError("--dry-run begins nothing, so there is no --wait and no key");
    }
    var narrowed = filter.narrow(request);
    try (var client = session.client()) {
      var bulk = client.bulk();
      return isDryRun ? told(session, bulk.dryRun(narrowed)) : begun(session, bulk, narrowed);
    }
  }

  private int begun(Session session, BulkOperations bulk, BulkRequest request)
      throws IOException, InterruptedException {
    var status = bulk.submit(request, Optional.ofNullable(key));
    if (waiting.waits()) {
      return new BulkFollower(session, bulk).follow(status.id(), waiting.timeout());
    }
    if (session.isJson()) {
      session.print(status.document());
    } else {
      session.out().println(BulkText.line(status));
      session.out().println("follow it: grist bulk status " + status.id() + " --wait");
    }
    return ExitCode.GOOD;
  }

  private static int told(Session session, JsonNode document) throws IOException {
    if (session.isJson()) {
      session.print(document);
      return ExitCode.GOOD;
    }
    long matched = document.path("matched").asLong();
    boolean ofJobs = document.path("filter").hasNonNull("jobs");
    var table = new Table(ofJobs ? "JOB" : "BATCH", "STATUS", "NAME");
    for (var batch : document.path("first")) {
      table.row(
          batch.path("id").asText(), batch.path("status").asText(), batch.path("name").asText());
    }
    table.print(session.out(), ofJobs ? "no job matches" : "no batch matches");
    int shown = document.path("first").size();
    if (matched > shown) {
      session.out().println("and " + (matched - shown) + " more");
    }
    return ExitCode.GOOD;
  }
}
