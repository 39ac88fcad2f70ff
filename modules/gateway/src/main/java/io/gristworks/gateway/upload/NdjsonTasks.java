package io.gristworks.gateway.upload;

import io.gristworks.gateway.problem.ProblemFound;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts an NDJSON body into lines, by hand and in place: whole network chunks at a time, no object a
 * line. Blank lines are passed over; the last line needs no end.
 */
public final class NdjsonTasks {
  private static final int USUAL_BYTES = 256 << 10;

  private final InputStream body;
  private final TaskIntake intake;
  private byte[] buffer = new byte[USUAL_BYTES];
  private int lineStart;
  private int filled;
  private long line = 1;

  private NdjsonTasks(InputStream body, TaskIntake intake) {
    this.body = body;
    this.intake = intake;
  }

  /**
   * Sends every line through the gate.
   *
   * @throws ProblemFound 422 for the first that may not pass
   * @throws IOException if the body does not come to its end
   */
  public static void read(InputStream body, TaskIntake intake) throws IOException {
    new NdjsonTasks(body, intake).read();
  }

  private void read() throws IOException {
    while (true) {
      makeRoom();
      int got = body.read(buffer, filled, buffer.length - filled);
      if (got < 0) {
        endLine(filled);
        return;
      }
      int from = filled;
      filled += got;
      cut(from);
    }
  }

  private void cut(int from) {
    var bytes = buffer;
    int end = filled;
    for (int at = from; at < end; at++) {
      if (bytes[at] == '\n') {
        endLine(at);
        lineStart = at + 1;
        line++;
      }
    }
  }

  private void endLine(int end) {
    int from = lineStart;
    int to = end;
    if (line == 1 && to - from >= 3 && startsWithByteOrderMark(from)) {
      from += 3;
    }
    while (to > from && isSpace(buffer[to - 1])) {
      to--;
    }
    while (from < to && isSpace(buffer[from])) {
      from++;
    }
    if (from < to) {
      intake.accept(buffer, from, to - from, line);
    }
  }

  private boolean startsWithByteOrderMark(int at) {
    return buffer[at] == (byte) 0xef
        && buffer[at + 1] == (byte) 0xbb
        && buffer[at + 2] == (byte) 0xbf;
  }

  private static boolean isSpace(byte value) {
    return value == ' ' || value == '\t' || value == '\r';
  }

  private void makeRoom() {
    if (lineStart > 0 && (filled == buffer.length || lineStart == filled)) {
      System.arraycopy(buffer, lineStart, buffer, 0, filled - lineStart);
      filled -= lineStart;
      lineStart = 0;
    }
    if (filled == buffer.length) {
      if (filled > 2L * intake.maxTaskBytes()) { // an envelope may be somewhat longer than its task
        throw intake.tooLong(line, filled);
      }
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
  }
}
