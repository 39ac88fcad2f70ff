package io.gristworks.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gristworks.engine.operation.OperationCatalog;

/** The JSON of the API: snake_case, ISO 8601, absent where there is nothing to say. */
public final class ApiJson {
  /** For reading, strictly; and for writing. */
  public static final ObjectMapper MAPPER = OperationCatalog.mapper();

  private ApiJson() {}

  /** {@code value} as JSON on one line, in UTF-8. */
  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("our own " + value.getClass() + " must be writable", e);
    }
  }
}
