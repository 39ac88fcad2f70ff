package io.gristworks.store.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.gristworks.core.batch.Condition;
import io.gristworks.core.batch.Dependency;
import java.io.IOException;
import java.util.Locale;

/**
 * A dependency in the journal: the job's name where it must have succeeded, as in the first
 * edition; else {@code [name, condition]}.
 */
final class DependencyForm {
  private DependencyForm() {}

  static final class Writer extends StdSerializer<Dependency> {
    private static final long serialVersionUID = 1L;

    Writer() {
      super(Dependency.class);
    }

    @Override
    public void serialize(Dependency needed, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      if (needed.condition() == Condition.SUCCEEDED) {
        to.writeString(needed.job());
      } else {
        to.writeStartArray(null, 2);
        to.writeString(needed.job());
        to.writeString(needed.condition().name().toLowerCase(Locale.ROOT));
        to.writeEndArray();
      }
    }
  }

  static final class Reader extends StdDeserializer<Dependency> {
    private static final long serialVersionUID = 1L;

    Reader() {
      super(Dependency.class);
    }

    @Override
    public Dependency deserialize(JsonParser from, DeserializationContext context)
        throws IOException {
      if (from.hasToken(JsonToken.VALUE_STRING)) {
        return Dependency.succeeded(from.getText());
      }
      if (!from.isExpectedStartArrayToken()) {
        context.reportInputMismatch(Dependency.class, "expected a name or [name, condition]");
      }
      var job = from.nextTextValue();
      var condition = from.nextTextValue();
      if (job == null || condition == null || from.nextToken() != JsonToken.END_ARRAY) {
        context.reportInputMismatch(Dependency.class, "expected a name or [name, condition]");
      }
      return new Dependency(String.valueOf(job), known(String.valueOf(condition), context));
    }

    private static Condition known(String condition, DeserializationContext context)
        throws IOException {
      for (var each : Condition.values()) {
        if (each.name().toLowerCase(Locale.ROOT).equals(condition)) {
          return each;
        }
      }
      throw context.weirdStringException(condition, Condition.class, "no such condition");
    }
  }
}
