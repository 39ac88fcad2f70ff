package io.gristworks.system;

import io.gristworks.store.StoreSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A PostgreSQL of one test's own, which can be killed and comes back on the same port with the same
 * data. As {@code @RegisterExtension final KillablePostgres postgres = new KillablePostgres()}.
 */
final class KillablePostgres implements BeforeEachCallback, AfterEachCallback {
  private static final Duration SOON = Duration.ofSeconds(30);

  private Path data = Path.of("target");
  private int port;
  private @Nullable EmbeddedPostgres server;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    data = Files.createTempDirectory("grist-mortal-postgres");
    port = Nodes.freePorts(1).getFirst();
    start();
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    running().close();
    try (Stream<Path> files = Files.walk(data)) {
      for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** How to reach it, whichever of its lives it is in. */
  StoreSettings settings() {
    return StoreSettings.of(running().getJdbcUrl("postgres", "postgres"), null, null);
  }

  /** SIGKILL for the server and all that serve its connections; returns when they are gone. */
  void killNow() throws IOException {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
    var postmaster = ProcessHandle.of(pid).orElseThrow();
    List<ProcessHandle> all = Stream.concat(Stream.of(postmaster), postmaster.children()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    Awaitility.await("PostgreSQL dead")
        .atMost(SOON)
        .until(() -> all.stream().noneMatch(KillablePostgres::runs));
  }

  /** A killed child of another process may lie there unburied; nothing of it runs. */
  private static boolean runs(ProcessHandle process) {
    try {
      return process.isAlive()
          && !Files.readString(Path.of("/proc/" + process.pid() + "/stat")).contains(") Z ");
    } catch (IOException e) {
      return false; // gone, or a system without /proc
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Starts it again, on what the kill left. */
  void startAgain() throws IOException {
    running().close(); // lets go of the directory; there is nothing to stop
    start();
  }

  private void start() throws IOException {
    server =
        EmbeddedPostgres.builder()
            .setPort(port)
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .start();
  }

  private EmbeddedPostgres running() {
    return Objects.requireNonNull(server, "register it as a @RegisterExtension field");
  }
}
