package io.gristworks.gateway.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.gristworks.gateway.http.ApiJson;
import io.gristworks.gateway.results.OutcomeWindows.Found;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * CSV for spreadsheets. Where the first window's results are flat objects, each of their fields is
 * a column, and fields that come up only later are left out; else there is one column {@code
 * result} with the JSON. NDJSON loses nothing and is the format for programs.
 *
 * <p>Text that a spreadsheet would take for a formula gets a leading apostrophe; numbers do not.
 */
final class CsvRows implements Rows {
  private static final CSVFormat FORMAT = CSVFormat.RFC4180;

  private final boolean withJob;
  private final boolean successes;
  private boolean begun;
  private Set<String> fields = Set.of();

  /**
   * Rows.
   *
   * @param withJob whether each row names its job; results are then one column
   * @param successes whether they are results, or errors
   */
  CsvRows(boolean withJob, boolean successes) {
    this.withJob = withJob;
    this.successes = successes;
  }

  @Override
  public byte[] none() {
    return begun ? new byte[0] : print(null, List.of(), null);
  }

  @Override
  public byte[] write(JobOutcomes job, List<Found> window, Inputs inputs) {
    return print(job, window, inputs);
  }

  private byte[] print(@Nullable JobOutcomes job, List<Found> window, @Nullable Inputs inputs) {
    var text = new StringBuilder();
    try (var out = new CSVPrinter(text, FORMAT)) {
      if (!begun) {
        begun = true;
        fields = successes && !withJob ? flatFields(window) : Set.of();
        out.printRecord(header());
      }
      for (var found : window) {
        out.printRecord(row(Objects.requireNonNull(job), found, Objects.requireNonNull(inputs)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a StringBuilder cannot fail", e);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private List<String> header() {
    var names = new ArrayList<String>();
    if (withJob) {
      names.add("job");
    }
    names.addAll(List.of("task", "custom_id", "attempt", "duration_ms"));
    if (!successes) {
      names.addAll(List.of("kind", "message", "detail"));
    } else if (fields.isEmpty()) {
      names.add("result");
    } else {
      fields.forEach(name -> names.add(safe(name)));
    }
    return names;
  }

  private List<@Nullable String> row(JobOutcomes job, Found found, Inputs inputs) {
    var cells = new ArrayList<@Nullable String>();
    if (withJob) {
      cells.add(safe(job.name()));
    }
    cells.add(Integer.toString(found.task()));
    cells.add(safe(inputs.customId(found.task())));
    cells.add(Integer.toString(found.attempt()));
    cells.add(NdjsonRows.milliseconds(found.block().micros(found.place())));
    if (!successes) {
      var error = Objects.requireNonNull(found.block().error(found.place()));
      cells.add(safe(error.kind()));
      cells.add(safe(error.message()));
      cells.add(safe(error.detail()));
    } else if (fields.isEmpty()) {
      cells.add(cell(tree(found), json(found)));
    } else {
      var result = tree(found);
      fields.forEach(name -> cells.add(cell(result.path(name), result.path(name).toString())));
    }
    return cells;
  }

  private static String json(Found found) {
    var block = found.block();
    return NdjsonRows.utf8(block.bytes(), block.offset(found.place()), block.length(found.place()));
  }

  private static JsonNode tree(Found found) {
    try {
      return ApiJson.MAPPER.readTree(json(found));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored result is no JSON: task " + found.task(), e);
    }
  }

  private static Set<String> flatFields(List<Found> window) {
    var names = new LinkedHashSet<String>();
    for (var found : window) {
      var result = tree(found);
      if (!result.isObject()) {
        return Set.of();
      }
      for (var field : result.properties()) {
        if (field.getValue().isContainerNode()) {
          return Set.of();
        }
        names.add(field.getKey());
      }
    }
    return names;
  }

  private static @Nullable String cell(JsonNode value, String json) {
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    return value.isTextual() ? safe(value.textValue()) : json;
  }

  private static @Nullable String safe(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return text;
    }
    boolean formula = "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    boolean number = text.matches("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    return formula && !number ? "'" + text : text;
  }
}
