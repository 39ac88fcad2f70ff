package io.gristworks.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;

/** Another JVM that opens the embedded database, writes an upload and then waits to be killed. */
final class OtherProcess implements AutoCloseable {
  private static final String READY = "ready";

  private final Process process;

  private OtherProcess(Process process) {
    this.process = process;
  }

  static OtherProcess writing(Path directory, String upload) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classes = System.getProperty("java.class.path");
    var process =
        new ProcessBuilder(
                List.of(
                    java,
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    classes,
                    OtherProcess.class.getName(),
                    directory + "",
                    upload))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    var line = lines.readLine();
    while (line != null && !line.equals(READY)) {
      line = lines.readLine();
    }
    if (line == null) {
      throw new IOException("the other process ended early");
    }
    return new OtherProcess(process);
  }

  /** Ends it as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }

  /** Runs in the other JVM. */
  public static void main(String[] arguments) throws IOException {
    var database = Database.open(StoreSettings.embedded(Path.of(arguments[0])));
    Migrations.migrate(database.dataSource());
    var store = new JdbcSegmentStore(database);
    store.openUpload(arguments[1], Samples.batch(), Samples.NOON);
    store.writeInputs(List.of(Samples.inputs(arguments[1], 0, 0, 500)));
    System.out.println(READY);
    System.in.read();
  }
}
