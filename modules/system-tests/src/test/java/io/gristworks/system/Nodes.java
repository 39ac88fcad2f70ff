package io.gristworks.system;

import io.gristworks.node.Main;
import io.gristworks.node.Migrate;
import io.gristworks.rules.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts nodes for one test, and ends them with it, whatever became of it. As
 * {@code @RegisterExtension final Nodes nodes = new Nodes()}.
 */
final class Nodes implements BeforeEachCallback, AfterEachCallback {
  private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly)));
  }

  private final List<Process> started = new CopyOnWriteArrayList<>();
  private Path directory = Path.of("target");

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    directory =
        Checkout.root()
            .resolve("modules/system-tests/target/system-tests")
            .resolve(
                context.getRequiredTestClass().getSimpleName()
                    + "."
                    + context.getRequiredTestMethod().getName());
    if (Files.exists(directory)) {
      try (var files = Files.walk(directory)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(directory);
  }

  @Override
  public void afterEach(ExtensionContext context) throws InterruptedException {
    started.forEach(Process::destroyForcibly);
    for (var process : started) {
      process.waitFor();
    }
    ALIVE.removeAll(started);
    started.clear();
  }

  /** A place for this test's files. */
  Path directory() {
    return directory;
  }

  /** The plan of a node of its own, on free ports. */
  NodeSpec plan(String name) {
    return NodeSpec.alone(name, directory, freePorts(3));
  }

  /** Starts a node, without waiting. */
  NodeProcess start(NodeSpec plan) throws IOException {
    return new NodeProcess(plan, launch(plan, Main.class));
  }

  /** Brings the tables of the plan's database up to date, without waiting. */
  NodeProcess migrate(NodeSpec plan) throws IOException {
    return new NodeProcess(plan, launch(plan, Migrate.class));
  }

  private Process launch(NodeSpec plan, Class<?> main) throws IOException {
    var process = NodeProcess.launch(plan.log(), main.getName(), plan.launcher(), plan.arguments());
    started.add(process);
    ALIVE.add(process);
    return process;
  }

  /** Ports that nobody uses, all held at once so that they differ. */
  static List<Integer> freePorts(int count) {
    if (count == 0) {
      return List.of();
    }
    try (var held = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var ports = new ArrayList<>(freePorts(count - 1));
      ports.add(held.getLocalPort());
      return List.copyOf(ports);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
