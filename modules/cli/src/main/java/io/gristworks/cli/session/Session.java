package io.gristworks.cli.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gristworks.client.GristClient;
import io.gristworks.client.WorkId;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command has, and what follows from them. For one thread. */
public final class Session {
  /** For documents on their way out; names are the server's own. */
  private static final JsonMapper JSON = new JsonMapper();

  private final CommandEnvironment around;
  private final LastSubmission last;

  @Option(
      names = "--url",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      description = "The server. Default: $GRIST_URL, else the one on this machine, port 7070.")
  private @Nullable String url;

  @Option(
      names = {"-o", "--output"},
      scope = ScopeType.INHERIT,
      paramLabel = "text|json",
      description = "For people or for programs. Default: text.")
  private OutputStyle style = OutputStyle.TEXT;

  /** A session on this machine. */
  public Session(CommandEnvironment around) {
    this.around = around;
    this.last = new LastSubmission(around);
  }

  /** The machine around. */
  public CommandEnvironment around() {
    return around;
  }

  /** Where answers go. */
  public PrintWriter out() {
    return around.out();
  }

  /** Where progress, notes and errors go. */
  public PrintWriter err() {
    return around.err();
  }

  /** Whether a program reads the output. */
  public boolean isJson() {
    return style == OutputStyle.JSON;
  }

  /** A client of the server that the user means; the caller closes it. */
  public GristClient client() {
    var text = url != null ? url : around.environment().getOrDefault("GRIST_URL", "");
    return GristClient.at(text.isBlank() ? GristClient.DEFAULT_BASE : base(text));
  }

  /** What the user means by {@code text}: an id, {@code last}, or {@code last.job}. */
  public WorkId idOf(String text) {
    if (text.startsWith("last.")) {
      return idOf("last").job(text.substring("last.".length()));
    }
    if (text.equals("last")) {
      return last.recall()
          .orElseThrow(
              () ->
                  new UsageError(
                      "nothing has been submitted from here yet, so there is no `last`; `grist"
                          + " list` shows what there is"));
    }
    try {
      return new WorkId(text);
    } catch (IllegalArgumentException _) {
      throw new UsageError("not the id of a batch or a job: '" + text + "'");
    }
  }

  /** From now on {@code last} means {@code id}. */
  public void remember(WorkId id) {
    last.remember(id, err());
  }

  /** Prints a document for programs, over several lines. */
  public void print(JsonNode document) throws IOException {
    out().println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document));
    out().flush();
  }

  /** Prints a document for programs as one line of many. */
  public void printLine(JsonNode document) {
    try {
      out().println(JSON.writeValueAsString(document));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
    out().flush();
  }

  private static URI base(String text) {
    try {
      var uri = URI.create(text.strip());
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // said below, as for any other text that is no address
    }
    throw new UsageError("not the address of a server: '" + text + "'; say http://host:port");
  }
}
