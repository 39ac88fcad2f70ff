package io.gristworks.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class BenchMainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  @Timeout(240)
  void everyContestantStoresEachResultExactlyOnceOnADurableServer() throws Exception {
    int exitCode =
        execute(
            "--only=w1",
            "--tasks=500",
            "--warm-up=100",
            "--rounds=1",
            "--output=json",
            "--heap=256m",
            "--contestants=gristworks,db-scheduler,spring-batch");

    assertThat(exitCode).as(err.toString()).isZero();
    JsonNode report = Assignment.JSON.readTree(out.toString());
    assertThat(report.at("/postgres/fsync").asText()).isEqualTo("on");
    assertThat(report.at("/postgres/synchronous_commit").asText()).isEqualTo("on");
    assertThat(report.at("/postgres/full_page_writes").asText()).isEqualTo("on");
    assertThat(report.at("/rounds"))
        .extracting(round -> round.get("contestant").asText())
        .containsExactly("gristworks", "db-scheduler", "spring-batch");
    for (JsonNode round : report.at("/rounds")) {
      assertThat(round.get("expected_results").asLong()).isEqualTo(600);
      assertThat(round.get("stored_results").asLong()).isEqualTo(600);
      for (String cost : List.of("cpu_micros_per_task", "wal_bytes_per_task", "heap_peak_bytes")) {
        assertThat(round.get(cost).asDouble()).as(cost).isPositive();
      }
    }
  }

  @Test
  void anUnknownContestantIsRefusedWithTheNamesOfTheKnown() {
    assertThat(execute("--contestants=nobody")).isEqualTo(2);
    assertThat(err.toString()).contains("'nobody'", "db-scheduler", "spring-batch");
  }

  @Test
  void whatCannotBeMeasuredIsRefusedWithTheNamesOfWhatCan() {
    assertThat(execute("--only=w1,w9")).isEqualTo(2);
    assertThat(err.toString()).contains("'w9'", "w5", "status", "steal");
  }

  private int execute(String... arguments) {
    return BenchMain.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
