package io.gristworks.system;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Network namespaces, one for each node, on one bridge, so that nodes can be cut off from each
 * other while all reach the database. Needs root, iproute2 and iptables; without them the test is
 * skipped. As {@code @RegisterExtension final Namespaces namespaces = new Namespaces(5)}.
 */
final class Namespaces implements BeforeEachCallback, AfterEachCallback {
  private final int count;
  private final String prefix = "gw" + ProcessHandle.current().pid() % 100_000;
  private final String net = "10." + (100 + ProcessHandle.current().pid() % 100) + ".77.";

  Namespaces(int count) {
    this.count = count;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    try {
      run("ip", "link", "add", bridge(), "type", "bridge");
      run("ip", "addr", "add", bridgeAddress() + "/24", "dev", bridge());
      run("ip", "link", "set", bridge(), "up");
      for (int node = 1; node <= count; node++) {
        add(node);
      }
      cut(1, 2);
      heal();
    } catch (IOException e) {
      remove();
      abort(
          "not tested: network namespaces need root and the commands ip and iptables; "
              + e.getMessage());
    }
  }

  private void add(int node) throws IOException {
    var outer = prefix + "v" + node;
    run("ip", "netns", "add", name(node));
    run("ip", "link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", name(node));
    run("ip", "link", "set", outer, "master", bridge(), "up");
    inside(node, "ip", "addr", "add", address(node) + "/24", "dev", "eth0");
    inside(node, "ip", "link", "set", "eth0", "up");
    inside(node, "ip", "link", "set", "lo", "up");
  }

  @Override
  public void afterEach(ExtensionContext context) {
    remove();
  }

  private void remove() {
    for (int node = 1; node <= count; node++) {
      succeeds("ip", "netns", "del", name(node));
    }
    succeeds("ip", "link", "del", bridge());
  }

  private String bridge() {
    return prefix + "br";
  }

  private String name(int node) {
    return prefix + "-" + node;
  }

  /** Where whoever lives outside of all namespaces is reached. */
  String bridgeAddress() {
    return net + "1";
  }

  /** Where a node is reached, from 1. */
  String address(int node) {
    return net + (10 + node);
  }

  /** What stands before a command that is to run in the namespace of a node. */
  List<String> launcher(int node) {
    return List.of("ip", "netns", "exec", name(node));
  }

  /** From now on nothing that {@code from} sends reaches {@code to}. */
  void cut(int from, int to) throws IOException {
    inside(to, "iptables", "-A", "INPUT", "-s", address(from), "-j", "DROP");
  }

  /** From now on these and the others do not reach each other, in neither direction. */
  void cutOff(List<Integer> nodes) throws IOException {
    for (int node = 1; node <= count; node++) {
      if (!nodes.contains(node)) {
        for (int cut : nodes) {
          cut(node, cut);
          cut(cut, node);
        }
      }
    }
  }

  /** Everybody reaches everybody again. */
  void heal() throws IOException {
    for (int node = 1; node <= count; node++) {
      inside(node, "iptables", "-F", "INPUT");
    }
  }

  private void inside(int node, String... command) throws IOException {
    var whole = new ArrayList<>(launcher(node));
    whole.addAll(Arrays.asList(command));
    run(whole.toArray(String[]::new));
  }

  private static void run(String... command) throws IOException {
    var said = outcome(command);
    if (said.code() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.text());
    }
  }

  private static boolean succeeds(String... command) {
    try {
      return outcome(command).code() == 0;
    } catch (IOException e) {
      return false; // there is no such command
    }
  }

  private record Said(int code, String text) {}

  private static Said outcome(String... command) throws IOException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return new Said(process.waitFor(), text);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
