package io.gristworks.cli.inspect;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gristworks.cli.session.CursorOption;
import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Paging;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.terminal.StatusText;
import io.gristworks.cli.terminal.Table;
import io.gristworks.cli.terminal.TextFormat;
import io.gristworks.client.ListFilter;
import io.gristworks.client.Page;
import io.gristworks.client.WorkStatus;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code grist list}: the newest first. */
@Command(name = "list", description = "List jobs, or batches; the newest first.")
public final class ListCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "0..1", paramLabel = "jobs|batches", description = "Default: jobs.")
  private Kind kind = Kind.JOBS;

  @Option(names = "--status", paramLabel = "STATUS", description = "Such as running or failed.")
  private @Nullable String status;

  @Option(names = "--operation", paramLabel = "NAME", description = "Only of this operation.")
  private @Nullable String operation;

  @Option(names = "--queue", paramLabel = "NAME", description = "Only in this queue.")
  private @Nullable String queue;

  @Mixin private final Paging paging = new Paging(20);

  /** The command within that session. */
  public ListCommand(Session session) {
    this.session = session;
  }

  /** What there are lists of. */
  enum Kind {
    JOBS,
    BATCHES
  }

  @Override
  public Integer call() throws Exception {
    var filter = new ListFilter(status, operation, queue, paging.limit(), paging.cursor());
    try (var client = session.client()) {
      var page = kind == Kind.JOBS ? client.jobs(filter) : client.batches(filter);
      if (session.isJson()) {
        session.print(document(page));
      } else {
        print(page);
      }
    }
    return ExitCode.GOOD;
  }

  private static ObjectNode document(Page<WorkStatus> page) {
    var document = JsonNodeFactory.instance.objectNode();
    var items = document.putArray("items");
    page.items().forEach(item -> items.add(item.document()));
    return document.put("next_cursor", page.nextCursor().orElse(null));
  }

  private void print(Page<WorkStatus> page) {
    var table =
        new Table(
            "ID",
            "STATUS",
            kind == Kind.JOBS ? "OPERATION" : "JOBS",
            "DONE",
            "TOTAL",
            "FAILED",
            "ACCEPTED");
    for (var item : page.items()) {
      table.row(
          item.id().value(),
          item.state().toString(),
          kind == Kind.JOBS ? item.operation() : TextFormat.count(item.jobCount(), "job"),
          StatusText.percent(item),
          TextFormat.count(item.counts().total()),
          TextFormat.count(item.counts().failed()),
          item.createdAt().map(TextFormat::second).orElse("-"));
    }
    table.print(session.out(), "nothing yet; `grist submit` makes some");
    CursorOption.tellMore(session, document(page));
  }
}
