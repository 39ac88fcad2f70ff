package io.gristworks.gateway.results;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.gristworks.gateway.http.ApiJson;
import io.gristworks.gateway.results.OutcomeWindows.Found;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;

/** One JSON object a line; results go out as the bytes that came in. */
final class NdjsonRows implements Rows {
  private static final byte[] NOTHING = {};

  private final boolean withJob;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /**
   * Rows.
   *
   * @param withJob whether each row names its job
   */
  NdjsonRows(boolean withJob) {
    this.withJob = withJob;
  }

  @Override
  public byte[] none() {
    return NOTHING;
  }

  @Override
  public byte[] write(JobOutcomes job, List<Found> window, Inputs inputs) {
    out.reset();
    for (var found : window) {
      text("{");
      if (withJob) {
        text("\"job\":");
        quoted(job.name());
        text(",");
      }
      text("\"task\":" + found.task());
      var id = inputs.customId(found.task());
      if (id != null) {
        text(",\"custom_id\":");
        quoted(id);
      }
      text(",\"attempt\":" + found.attempt());
      if (job.successes()) {
        text(",\"result\":");
        raw(found);
      } else {
        text(",\"error\":");
        out.writeBytes(error(found));
      }
      text(",\"duration_ms\":" + milliseconds(found.block().micros(found.place())) + "}\n");
    }
    return out.toByteArray();
  }

  private void text(String ascii) {
    out.writeBytes(ascii.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void quoted(String text) {
    out.write('"');
    out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(text));
    out.write('"');
  }

  /** A line end inside a result can only be white space between its tokens. */
  private void raw(Found found) {
    var bytes = found.block().bytes();
    int from = found.block().offset(found.place());
    int end = from + found.block().length(found.place());
    for (int at = from; at < end; at++) {
      if (bytes[at] == '\n' || bytes[at] == '\r') {
        out.write(bytes, from, at - from);
        out.write(' ');
        from = at + 1;
      }
    }
    out.write(bytes, from, end - from);
  }

  static byte[] error(Found found) {
    var error = Objects.requireNonNull(found.block().error(found.place()));
    var fields = new LinkedHashMap<String, String>();
    fields.put("kind", error.kind());
    fields.put("message", error.message());
    if (error.detail() != null) {
      fields.put("detail", error.detail());
    }
    return ApiJson.bytes(fields);
  }

  /** Microseconds as milliseconds, with no more digits than it takes: 1200 is {@code 1.2}. */
  static String milliseconds(long micros) {
    long whole = micros / 1000;
    int rest = (int) (micros % 1000);
    if (rest == 0) {
      return Long.toString(whole);
    }
    var digits = Integer.toString(1000 + rest).substring(1);
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    return whole + "." + digits.substring(0, end);
  }

  /** {@code bytes} as text. */
  static String utf8(byte[] bytes, int offset, int length) {
    return new String(bytes, offset, length, StandardCharsets.UTF_8);
  }
}
