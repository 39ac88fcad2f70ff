package io.gristworks.gateway.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.gristworks.gateway.http.ApiJson;
import io.gristworks.gateway.problem.Fault;
import io.gristworks.gateway.problem.Faults;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of which only the places of its fields are known: one pass of a streaming parser
 * over the bytes, no tree, however many tasks lie in it. Field names are in snake_case, whichever
 * way the sender wrote them.
 */
public final class RequestObject {
  public static final JsonFactory JSON = ApiJson.MAPPER.getFactory();

  /**
   * A field's value.
   *
   * @param start where it begins in the bytes
   * @param length how many bytes
   * @param kind its first token
   */
  public record Value(int start, int length, JsonToken kind) {}

  private final byte[] bytes;
  private final SortedMap<String, Value> fields = new TreeMap<>();

  private RequestObject(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Finds the fields.
   *
   * @param pointer where the object is, for faults such as a field given twice
   * @return null where the value is no object, which is told to {@code faults}
   * @throws ProblemFound 400 where it is not JSON, with line and column
   */
  public static @Nullable RequestObject read(
      byte[] bytes, int offset, int length, String pointer, Faults faults) {
    try (var parser = JSON.createParser(bytes, offset, length)) {
      if (parser.nextToken() == null) {
        throw new ProblemFound(Problem.unreadable("the body is empty; a JSON object is expected"));
      }
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        requireEnd(parser);
        faults.add(pointer, "must be a JSON object");
        return null;
      }
      var object = new RequestObject(bytes);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var name = snakeCase(parser.currentName());
        if (object.fields.put(name, value(parser, offset)) != null) {
          faults.add(pointer + Fault.step(name), "field " + name + " is given twice");
        }
      }
      requireEnd(parser);
      return object;
    } catch (JsonProcessingException e) {
      throw new ProblemFound(Problem.malformed(e));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot fail", e);
    }
  }

  private static void requireEnd(JsonParser parser) throws IOException {
    if (parser.nextToken() != null) {
      throw new com.fasterxml.jackson.core.JsonParseException(parser, "more follows the value");
    }
  }

  /** The value after a field's name, or the next element; leaves the parser at its end. */
  public static Value value(JsonParser parser, int offset) throws IOException {
    var kind = parser.nextToken();
    return valueAt(parser, kind, offset);
  }

  /** The value that begins at the parser's current token, {@code kind}. */
  public static Value valueAt(JsonParser parser, JsonToken kind, int offset) throws IOException {
    int start = offset + (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    int end = offset + (int) parser.currentLocation().getByteOffset();
    return new Value(start, end - start, kind);
  }

  private static String snakeCase(String name) {
    if (name.chars().noneMatch(Character::isUpperCase)) {
      return name;
    }
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(java.util.Locale.ROOT);
  }

  /** The bytes that the places point into. */
  public byte[] bytes() {
    return bytes;
  }

  /** The fields by name. */
  public Map<String, Value> fields() {
    return fields;
  }

  /** The field, or null where it is absent or JSON's null. */
  public @Nullable Value find(String name) {
    var value = fields.get(name);
    return value == null || value.kind() == JsonToken.VALUE_NULL ? null : value;
  }

  /** The text of a value, as it was sent. */
  public String text(Value value) {
    return new String(bytes, value.start(), value.length(), StandardCharsets.UTF_8);
  }

  /**
   * A value as a tree; for small ones.
   *
   * @throws ProblemFound 400 where a number in it has more digits than any number needs
   */
  public JsonNode tree(Value value) {
    try {
      return ApiJson.MAPPER.readTree(bytes, value.start(), value.length());
    } catch (JsonProcessingException e) {
      throw new ProblemFound(Problem.malformed(e));
    } catch (IOException e) {
      throw new UncheckedIOException("was read once already", e);
    }
  }
}
