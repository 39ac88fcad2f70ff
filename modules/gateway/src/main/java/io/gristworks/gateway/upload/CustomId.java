package io.gristworks.gateway.upload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import io.gristworks.gateway.http.ApiJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A task in its envelope, {@code {"custom_id": "..", "input": ..}}: only an object with exactly
 * these two fields is one; everything else is an input itself.
 *
 * <p>That an id is given once only is the submitter's promise, and is not checked: to know all ids
 * of an upload would take memory that grows with it. Where one is given twice, the first task with
 * it answers to it; the others are known by their indexes, and none is lost.
 *
 * @param customId the submitter's id
 * @param start where the input begins
 * @param length how many bytes it has
 */
record CustomId(String customId, int start, int length) {
  private static final JsonFactory JSON = ApiJson.MAPPER.getFactory();
  private static final byte[][] FIRST_FIELDS = {
    "\"custom_id\"".getBytes(StandardCharsets.US_ASCII),
    "\"customId\"".getBytes(StandardCharsets.US_ASCII),
    "\"input\"".getBytes(StandardCharsets.US_ASCII)
  };

  /** Whether a closer look is worth its time. */
  static boolean mayBe(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = skipSpace(bytes, offset, end);
    if (at == end || bytes[at] != '{') {
      return false;
    }
    at = skipSpace(bytes, at + 1, end);
    for (var field : FIRST_FIELDS) {
      int after = at + field.length;
      if (after <= end && java.util.Arrays.equals(bytes, at, after, field, 0, field.length)) {
        return true;
      }
    }
    return false;
  }

  private static int skipSpace(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end
        && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\n' || bytes[at] == '\r')) {
      at++;
    }
    return at;
  }

  /** The envelope, or null where it is none, or no JSON at all. */
  static @Nullable CustomId read(byte[] bytes, int offset, int length) {
    try (var parser = JSON.createParser(bytes, offset, length)) {
      String id = null;
      int start = -1;
      int end = -1;
      int fields = 0;
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        fields++;
        var name = parser.currentName();
        var kind = parser.nextToken();
        if (name.equals("input")) {
          start = offset + (int) parser.currentTokenLocation().getByteOffset();
          parser.skipChildren();
          parser.finishToken();
          end = offset + (int) parser.currentLocation().getByteOffset();
        } else if ((name.equals("custom_id") || name.equals("customId"))
            && kind == JsonToken.VALUE_STRING) {
          id = parser.getText();
        } else {
          return null;
        }
      }
      boolean ends = parser.nextToken() == null;
      return ends && fields == 2 && id != null && start >= 0
          ? new CustomId(id, start, end - start)
          : null;
    } catch (IOException e) {
      return null; // the check of the input says what is wrong
    }
  }
}
