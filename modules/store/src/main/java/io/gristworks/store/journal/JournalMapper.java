package io.gristworks.store.journal;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.gristworks.core.batch.BatchEvent.Retry;
import io.gristworks.core.task.SegmentRef;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * How values look in the journal: CBOR maps of snake_case names; moments and spans as {@code
 * [seconds, nanos]}, sets of tasks as bitmaps, and what comes by the thousand without names.
 */
final class JournalMapper {
  private static final ObjectMapper MAPPER =
      CBORMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          // A later version may have added fields.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .addModule(scalars())
          .addMixIn(Retry.class, RetryForm.class)
          .addMixIn(SegmentRef.class, SegmentRefForm.class)
          .build();

  private JournalMapper() {}

  static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("no form for " + value.getClass(), e);
    }
  }

  static <T> T read(String manifest, byte[] bytes, Class<T> type) {
    try {
      return MAPPER.readValue(bytes, type);
    } catch (IOException e) {
      throw new UnreadableJournal(manifest, e);
    }
  }

  private static SimpleModule scalars() {
    var module = ScalarCodecs.module();
    ReasonForms.addTo(module);
    return module;
  }

  /** A set, a number and a moment; what a later version adds comes behind them. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  @JsonPropertyOrder({"tasks", "failed_attempts", "due"})
  private interface RetryForm {}

  /** An id and three numbers; what a later version adds comes behind them. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  @JsonPropertyOrder({"id", "first_task", "last_task", "entries"})
  private interface SegmentRefForm {}
}
