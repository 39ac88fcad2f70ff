package io.gristworks.gateway.upload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import io.gristworks.gateway.http.ApiJson;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Walks an array of tasks inside a JSON body, token by token; the elements are not unpacked. */
public final class InlineTasks {
  private static final JsonFactory JSON = ApiJson.MAPPER.getFactory();

  private InlineTasks() {}

  /**
   * Sends every element through the gate.
   *
   * @param bytes a body known to be well-formed
   * @param offset where the array begins
   * @throws io.gristworks.gateway.problem.ProblemFound 422 for the first that may not pass
   */
  public static void read(byte[] bytes, int offset, int length, TaskIntake intake) {
    try (var parser = JSON.createParser(bytes, offset, length)) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        int start = offset + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int end = offset + (int) parser.currentLocation().getByteOffset();
        intake.accept(bytes, start, end - start, 0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("was read once already", e);
    }
  }
}
