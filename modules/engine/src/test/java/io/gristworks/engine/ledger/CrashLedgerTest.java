package io.gristworks.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.engine.ledger.CrashLedger.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashLedgerTest {
  @TempDir private Path home;
  private Path file;

  @BeforeEach
  void place() {
    file = home.resolve("deep/ledger");
  }

  @Test
  void aFirstLifeFindsNothing() throws IOException {
    try (var ledger = CrashLedger.open(file, "ana:1#1", 4)) {
      assertThat(ledger.left()).isEmpty();
    }
  }

  @Test
  void whatRanWhenTheProcessWasKilledIsFoundByTheNextLife() throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Doomed.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(process.inputReader().readLine()).isEqualTo("running");
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    try (var ledger = CrashLedger.open(file, "ana:1#2", 2)) {
      assertThat(ledger.left())
          .containsExactly(
              new Entry("ana:1#1", "b27i35sgar0k5nvapjes9", 3, 9_999_999, 1, true),
              new Entry("ana:1#1", "b27i35sgar0k5nvapjes9", 0, 64, 32, false));
    }
  }

  @Test
  void anOrderlyEndLeavesNothing() throws IOException {
    try (var ledger = CrashLedger.open(file, "ana:1#1", 4)) {
      ledger.turnTo(2, "b1", 0, false).begin(7, 1);
    }
    try (var ledger = CrashLedger.open(file, "ana:1#2", 4)) {
      assertThat(ledger.left()).isEmpty();
    }
  }

  @Test
  void aFileOfAnotherFormIsBegunAnew() throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[] {1, 2, 3});
    try (var ledger = CrashLedger.open(file, "ana:1#1", 1)) {
      assertThat(ledger.left()).isEqualTo(List.of());
    }
  }

  /** Runs tasks until it is killed. */
  static final class Doomed {
    private Doomed() {}

    public static void main(String[] arguments) throws Exception {
      var ledger = CrashLedger.open(Path.of(arguments[0]), "ana:1#1", 4);
      var one = ledger.turnTo(0, "b27i35sgar0k5nvapjes9", 3, true);
      one.begin(1, 1);
      one.begin(9_999_999, 1);
      var other = ledger.turnTo(1, "b27i35sgar0k5nvapjes9", 1, false);
      other.begin(5, 1);
      other.end();
      ledger.turnTo(2, "b27i35sgar0k5nvapjes9", 0, false).begin(64, 32);
      System.out.println("running");
      Thread.sleep(60_000);
    }
  }
}
