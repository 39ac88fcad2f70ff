package io.gristworks.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.gristworks.rules.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the script for machines with several NUMA nodes would run, on machines made up. */
class NumaTest {
  private static final Path SCRIPT = Checkout.root().resolve("deploy/numa/grist-numa");

  @TempDir private Path machine;

  /** What came of a call. */
  private record Said(int code, List<String> out, List<String> err) {}

  @BeforeEach
  void aShellIsThere() {
    assumeThat(Path.of("/bin/sh")).exists();
  }

  private void numaNode(int number, String cores, String meminfo) throws IOException {
    var directory = Files.createDirectories(machine.resolve("sys/node" + number));
    Files.writeString(directory.resolve("cpulist"), cores + "\n");
    Files.writeString(directory.resolve("meminfo"), meminfo);
  }

  private void twoNumaNodes() throws IOException {
    numaNode(0, "0-7", "Node 0 MemTotal:       16333760 kB\nNode 0 MemFree:  12 kB\n");
    numaNode(1, "8-15", "Node 1 MemTotal:       16777216 kB\n");
    numaNode(2, "", "Node 2 MemTotal:       33554432 kB\n"); // memory alone
  }

  /** A numactl that does what it is told without holding anything to anything. */
  private void numactl() throws IOException {
    var file = Files.createDirectories(machine.resolve("bin")).resolve("numactl");
    Files.writeString(file, "#!/bin/sh\nshift 2\nexec \"$@\"\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Said run(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("/bin/sh", SCRIPT.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("GRIST_") || name.startsWith("JDK_"));
    environment.put("NUMA_SYSFS", machine.resolve("sys").toString());
    environment.put("GRIST_DATA", "/data");
    // No numactl but ours, be there one on this machine or not.
    var tools = Files.createDirectories(machine.resolve("tools"));
    for (var tool : List.of("sh", "sort", "tr", "sed", "grep", "dirname", "printenv")) {
      var link = tools.resolve(tool);
      if (Files.notExists(link)) {
        Files.createSymbolicLink(link, where(tool));
      }
    }
    environment.put("PATH", machine.resolve("bin") + ":" + tools);
    var out = machine.resolve("out").toFile();
    var err = machine.resolve("err").toFile();
    var process = builder.redirectOutput(out).redirectError(err).start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Said(
        process.exitValue(), Files.readAllLines(out.toPath()), Files.readAllLines(err.toPath()));
  }

  private static Path where(String tool) {
    var usr = Path.of("/usr/bin", tool);
    return Files.exists(usr) ? usr : Path.of("/bin", tool);
  }

  @Test
  void eachNumaNodeWithCoresGetsAWorkerThatIsHeldToIt() throws Exception {
    twoNumaNodes();
    numactl();

    var said = run("--dry-run", "node", "--verbose");

    assertThat(said)
        .isEqualTo(
            new Said(
                0,
                List.of(
                    "GRIST_ROLES=worker GRIST_DATA=/data/numa-0 GRIST_CLUSTER_PORT=25520"
                        + " GRIST_MANAGEMENT_PORT=7626 JDK_JAVA_OPTIONS='-XX:MaxRAM=16333760k'"
                        + " numactl --cpunodebind=0 --membind=0 node --verbose",
                    "GRIST_ROLES=worker GRIST_DATA=/data/numa-1 GRIST_CLUSTER_PORT=25521"
                        + " GRIST_MANAGEMENT_PORT=7627 JDK_JAVA_OPTIONS='-XX:MaxRAM=16777216k'"
                        + " numactl --cpunodebind=1 --membind=1 node --verbose"),
                List.of()));
  }

  @Test
  void theNodeIsThatOfThisCheckoutUnlessToldOtherwise() throws Exception {
    twoNumaNodes();
    numactl();

    var said = run("--dry-run", "--node", "1");

    assertThat(said.out()).hasSize(1);
    assertThat(said.out().getFirst())
        .endsWith("--membind=1 " + SCRIPT.getParent() + "/../../grist up");
  }

  @Test
  void eachProcessIsToldItsOwn() throws Exception {
    twoNumaNodes();
    numactl();

    var said = run("printenv", "GRIST_CLUSTER_PORT");

    assertThat(said.out()).containsExactlyInAnyOrder("25520", "25521");
    assertThat(said.code()).isZero();
  }

  @Test
  void oneThatDoesNotEndWellIsTold() throws Exception {
    twoNumaNodes();
    numactl();

    assertThat(run("sh", "-c", "[ $GRIST_CLUSTER_PORT = 25520 ]").code()).isEqualTo(1);
  }

  @Test
  void withoutNumactlOneWorkerRunsAndASentenceSaysSo() throws Exception {
    twoNumaNodes();

    var said = run("--dry-run", "node");

    assertThat(said.err())
        .containsExactly(
            "grist-numa: numactl is not there, so one worker runs, held to no NUMA node.");
    assertThat(said.out())
        .containsExactly(
            "GRIST_ROLES=worker GRIST_DATA=/data GRIST_CLUSTER_PORT=25520"
                + " GRIST_MANAGEMENT_PORT=7626 JDK_JAVA_OPTIONS='' node");
    assertThat(said.code()).isZero();
  }

  @Test
  void onAMachineWithOneNumaNodeOneWorkerRuns() throws Exception {
    numaNode(0, "0-3", "");
    numactl();

    var said = run("--dry-run", "node");

    assertThat(said.err()).hasSize(1);
    assertThat(said.out())
        .hasSize(1)
        .allSatisfy(line -> assertThat(line).doesNotContain("numactl"));
  }

  @Test
  void whatCannotBeIsRefusedInASentence() throws Exception {
    twoNumaNodes();
    numactl();

    assertThat(run("--dry-run", "--node", "2", "node").err())
        .singleElement()
        .asString()
        .startsWith("grist-numa: there is no NUMA node 2 with cores");
    assertThat(run("--node", "one").err()).singleElement().asString().contains("--node is 'one'");
    assertThat(run("--pin").code()).isEqualTo(2);
  }

  @Test
  void aShellCheckFindsNothing() throws Exception {
    var shellcheck = Path.of("/usr/bin/shellcheck");
    assumeThat(shellcheck).exists();
    var process = new ProcessBuilder(shellcheck.toString(), SCRIPT.toString()).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }
}
