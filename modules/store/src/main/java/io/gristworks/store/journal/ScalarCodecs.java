package io.gristworks.store.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.gristworks.core.task.TaskSet;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/**
 * The forms of single values in the journal and between nodes. To the nanosecond: a replay gives
 * what was.
 */
public final class ScalarCodecs {
  private ScalarCodecs() {}

  /** The forms of sets of tasks, moments and spans, for a mapper of values of the core. */
  public static SimpleModule module() {
    return new SimpleModule()
        .addSerializer(TaskSet.class, new TaskSetWriter())
        .addDeserializer(TaskSet.class, new TaskSetReader())
        .addSerializer(Instant.class, new InstantWriter())
        .addDeserializer(Instant.class, new InstantReader())
        .addSerializer(Duration.class, new DurationWriter())
        .addDeserializer(Duration.class, new DurationReader());
  }

  static final class TaskSetWriter extends StdSerializer<TaskSet> {
    private static final long serialVersionUID = 1L;

    TaskSetWriter() {
      super(TaskSet.class);
    }

    @Override
    public void serialize(TaskSet tasks, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      to.writeBinary(tasks.toBytes());
    }
  }

  static final class TaskSetReader extends StdDeserializer<TaskSet> {
    private static final long serialVersionUID = 1L;

    TaskSetReader() {
      super(TaskSet.class);
    }

    @Override
    public TaskSet deserialize(JsonParser from, DeserializationContext context) throws IOException {
      try {
        return TaskSet.fromBytes(from.getBinaryValue());
      } catch (IllegalArgumentException e) {
        throw context.weirdStringException("", TaskSet.class, String.valueOf(e.getMessage()));
      }
    }
  }

  static final class InstantWriter extends StdSerializer<Instant> {
    private static final long serialVersionUID = 1L;

    InstantWriter() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant moment, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      writePair(moment.getEpochSecond(), moment.getNano(), to);
    }
  }

  static final class InstantReader extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1L;

    InstantReader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser from, DeserializationContext context) throws IOException {
      long seconds = firstOfPair(from, context, Instant.class);
      int nanos = secondOfPair(from, context, Instant.class);
      try {
        return Instant.ofEpochSecond(seconds, nanos);
      } catch (DateTimeException e) {
        throw context.weirdNumberException(seconds, Instant.class, "no such moment");
      }
    }
  }

  static final class DurationWriter extends StdSerializer<Duration> {
    private static final long serialVersionUID = 1L;

    DurationWriter() {
      super(Duration.class);
    }

    @Override
    public void serialize(Duration span, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      writePair(span.getSeconds(), span.getNano(), to);
    }
  }

  static final class DurationReader extends StdDeserializer<Duration> {
    private static final long serialVersionUID = 1L;

    DurationReader() {
      super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser from, DeserializationContext context)
        throws IOException {
      long seconds = firstOfPair(from, context, Duration.class);
      return Duration.ofSeconds(seconds, secondOfPair(from, context, Duration.class));
    }
  }

  private static void writePair(long seconds, int nanos, JsonGenerator to) throws IOException {
    to.writeStartArray(null, 2);
    to.writeNumber(seconds);
    to.writeNumber(nanos);
    to.writeEndArray();
  }

  private static long firstOfPair(JsonParser from, DeserializationContext context, Class<?> type)
      throws IOException {
    if (!from.isExpectedStartArrayToken() || from.nextToken() != JsonToken.VALUE_NUMBER_INT) {
      context.reportInputMismatch(type, "expected [seconds, nanos]");
    }
    return from.getLongValue();
  }

  private static int secondOfPair(JsonParser from, DeserializationContext context, Class<?> type)
      throws IOException {
    if (from.nextToken() != JsonToken.VALUE_NUMBER_INT) {
      context.reportInputMismatch(type, "expected [seconds, nanos]");
    }
    int nanos = from.getIntValue();
    if (from.nextToken() != JsonToken.END_ARRAY) {
      context.reportInputMismatch(type, "expected [seconds, nanos]");
    }
    return nanos;
  }
}
