package io.gristworks.gateway.upload;

import com.fasterxml.jackson.core.JsonGenerator;
import io.gristworks.engine.operation.BadInput;
import io.gristworks.engine.operation.BoundOperation;
import io.gristworks.gateway.http.ApiJson;
import io.gristworks.gateway.problem.Fault;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Turns the rows of a CSV body (RFC 4180, UTF-8, with a header) into tasks: objects, or the plain
 * cell where there is a single column called {@code input} or the operation takes a string. Cells
 * are text but for the columns to which {@link CsvTypes} gives another type. A column {@code
 * custom_id} names the task.
 */
public final class CsvTasks {
  private static final String CUSTOM_ID = "custom_id";

  private final BoundOperation<?, ?, ?> operation;
  private final TaskIntake intake;
  private final CsvTypes types;
  private final ByteArrayOutputStream json = new ByteArrayOutputStream();

  private CsvTasks(BoundOperation<?, ?, ?> operation, CsvTypes types, TaskIntake intake) {
    this.operation = operation;
    this.types = types;
    this.intake = intake;
  }

  /**
   * Sends every row through the gate.
   *
   * @throws ProblemFound 400 or 422 for the first that may not pass
   * @throws IOException if the body does not come to its end
   */
  public static void read(
      InputStream body, BoundOperation<?, ?, ?> operation, CsvTypes types, TaskIntake intake)
      throws IOException {
    var strict =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    var format = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();
    try (var parser = format.parse(new InputStreamReader(body, strict))) {
      new CsvTasks(operation, types, intake).read(parser);
    } catch (UncheckedIOException e) { // an iterator cannot throw the checked one
      throw readable(e.getCause() == null ? new IOException(e) : e.getCause());
    } catch (IOException e) {
      throw readable(e);
    }
  }

  /** What the parser and the decoder find is the sender's; what else goes wrong is not. */
  private static IOException readable(IOException e) {
    if (e instanceof java.nio.charset.CharacterCodingException) {
      throw new ProblemFound(Problem.unreadable("the CSV is not in UTF-8"));
    }
    if (e instanceof org.apache.commons.csv.CSVException) {
      throw new ProblemFound(Problem.unreadable("malformed CSV: " + e.getMessage()));
    }
    return e;
  }

  private void read(CSVParser parser) throws IOException {
    var rows = parser.iterator();
    if (!rows.hasNext()) {
      return;
    }
    var columns = columns(rows.next());
    types.requireColumns(columns);
    int id = columns.indexOf(CUSTOM_ID);
    int plain = plainColumn(columns, id);
    while (rows.hasNext()) {
      var row = rows.next();
      long line = parser.getCurrentLineNumber();
      if (row.size() != columns.size()) {
        throw intake.refused(
            line, "", "has " + row.size() + " columns, the header has " + columns.size());
      }
      check(row, columns, plain, line);
      json.reset();
      write(row, columns, id, plain);
      var task = json.toByteArray();
      var customId = id < 0 || row.get(id).isEmpty() ? null : row.get(id);
      try {
        intake.accept(task, 0, task.length, customId, "", line);
      } catch (ProblemFound refused) {
        throw types.byColumn().isEmpty() ? hinted(refused, columns) : refused;
      }
    }
  }

  private void check(CSVRecord row, List<String> columns, int plain, long line) {
    for (int at = 0; at < columns.size(); at++) {
      var fault = types.fault(columns.get(at), row.get(at));
      if (!fault.isEmpty()) {
        throw intake.refused(line, at == plain ? "" : Fault.step(columns.get(at)), fault);
      }
    }
  }

  /** Who is refused because "5" is no number may not know that it can be one. */
  private static ProblemFound hinted(ProblemFound refused, List<String> columns) {
    var column = columns.stream().filter(name -> !name.equals(CUSTOM_ID)).findFirst().orElse("x");
    var hint = " (cells of CSV are text, but for what the query says: types=" + column + ":number)";
    return new ProblemFound(
        Problem.invalid(
            refused.problem().errors().stream()
                .map(fault -> new Fault(fault.pointer(), fault.detail() + hint))
                .toList()));
  }

  private static List<String> columns(CSVRecord header) {
    var columns = new ArrayList<String>();
    for (var name : header) {
      var column = columns.isEmpty() && name.startsWith("\ufeff") ? name.substring(1) : name;
      columns.add(column.strip());
    }
    if (new HashSet<>(columns).size() < columns.size() || columns.contains("")) {
      throw new ProblemFound(
          Problem.invalid("", "line 1: each column needs a name of its own, they are " + columns));
    }
    return columns;
  }

  /** The column that is the whole input, or -1 where the row is. */
  private int plainColumn(List<String> columns, int id) {
    var inputs = new ArrayList<>(columns);
    inputs.remove(CUSTOM_ID);
    boolean single = inputs.size() == 1;
    if (single && (inputs.getFirst().equals("input") || takesText())) {
      return id == 0 ? 1 : 0;
    }
    if (takesText()) {
      throw new ProblemFound(
          Problem.invalid(
              "",
              "operation "
                  + operation.name()
                  + " takes plain text: one column is wanted beside "
                  + "custom_id, there are "
                  + inputs));
    }
    return -1;
  }

  private boolean takesText() {
    return takes("\"a\"") && !takes("{}");
  }

  private boolean takes(String sample) {
    var bytes = sample.getBytes(StandardCharsets.UTF_8);
    try {
      operation.checkInput(bytes, 0, bytes.length);
      return true;
    } catch (BadInput e) {
      return false;
    }
  }

  private void write(CSVRecord row, List<String> columns, int id, int plain) throws IOException {
    try (JsonGenerator out = ApiJson.MAPPER.createGenerator(json)) {
      if (plain >= 0) {
        types.write(out, columns.get(plain), row.get(plain));
        return;
      }
      out.writeStartObject();
      for (int at = 0; at < columns.size(); at++) {
        if (at != id) {
          out.writeFieldName(columns.get(at));
          types.write(out, columns.get(at), row.get(at));
        }
      }
      out.writeEndObject();
    }
  }
}
