package io.gristworks.engine.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.load.HostReading;
import io.gristworks.engine.host.HostFiles.Memory;
import io.gristworks.engine.host.HostFiles.Throttling;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFilesTest {

  private static HostFiles host(String name) {
    return new HostFiles(Path.of("src/test/resources/host").resolve(name));
  }

  @Test
  void inAContainerTheGroupTellsAll() {
    var container = host("container");
    assertThat(container.memory())
        .as("without cached files that can be dropped")
        .contains(new Memory(1_932_735_283L - 322_122_547L, 2L << 30));
    assertThat(container.throttling()).isEqualTo(new Throttling(31_240, 9_417, 417_723_904L));
    assertThat(container.stall("memory")).hasValue(0.125);
    assertThat(container.stall("cpu")).hasValue(0.4807);
  }

  @Test
  void aServiceHasAGroupOfItsOwnAndWithoutALimitThatOfTheMachine() {
    var service = host("service");
    assertThat(service.memory())
        .contains(new Memory((16_333_760L - 4_083_440L) * 1024, 16_333_760L * 1024));
    assertThat(service.throttling()).isEqualTo(new Throttling(0, 0, 0));
    assertThat(service.stall("memory")).isEmpty();
  }

  @Test
  void withoutGroupsOfVersionTwoTheMachineTells() {
    var machine = host("machine");
    assertThat(machine.memory().orElseThrow().limitBytes()).isPositive();
    assertThat(machine.memory().orElseThrow().usedBytes())
        .isBetween(1L, machine.memory().orElseThrow().limitBytes());
    assertThat(machine.stall("memory").orElseThrow()).isBetween(0.0, 1.0);
    assertThat(machine.stall("cpu").orElseThrow()).isBetween(0.01, 1.0);
    assertThat(machine.throttling().periods()).isZero();
  }

  @Test
  void filesThatSayNothingSensibleSayNothing() {
    var odd = host("odd");
    assertThat(odd.memory()).isEmpty();
    assertThat(odd.throttling()).isEqualTo(new Throttling(0, 0, 0));
    assertThat(odd.stall("memory")).isEmpty();
  }

  @Test
  void aHostWithoutAnyOfTheFilesIsNoFailure(@TempDir Path empty) {
    var reading = new HostProbe(new HostFiles(empty)).get();
    assertThat(reading.memory()).isNaN();
    assertThat(reading.memoryStall()).isNaN();
    assertThat(reading.cpuPeriods()).isZero();
    assertThat(reading.heap()).as("the JVM tells of itself").isBetween(0.0, 1.0);
  }

  @Test
  void heapThatIsTakenAndUnusedIsNotInUse() {
    HostReading reading =
        new HostProbe(new HostFiles(Path.of("src/test/resources/host/container"))).get();
    assertThat(reading.memory()).isBetween(0.0, 0.75);
    assertThat(reading.throttledPeriods()).isEqualTo(9_417);
  }
}
