package io.gristworks.store.journal;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.StdValueInstantiator;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.BatchEvent.JobOutcomes;
import io.gristworks.core.batch.BatchSnapshot;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.ErrorGroup;
import io.gristworks.core.batch.JobOptions;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.RetryPolicy;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fields that a later edition of a form has and an earlier one has not, and what it meant by that.
 * Lines are added, never edited, never removed. All other fields must be there.
 */
final class AddedFields {
  private static final Object NOTHING = new Object();
  private static final Map<Class<?>, Map<String, Object>> MEANING =
      Map.of(
          JobSpec.class, Map.of("options", JobOptions.USUAL),
          BatchSpec.class, Map.of("afterBatches", List.of()),
          RetryPolicy.class,
              Map.of("retryOn", List.of(), "giveUpOn", List.of(), "restartsPerSecond", 0.0),
          ErrorGroup.class, Map.of("pattern", "", "firstSeen", NOTHING, "lastSeen", NOTHING),
          JobOutcomes.class, Map.of("givenUp", List.of()),
          CancelRequested.class, Map.of("graceUntil", NOTHING),
          BatchSnapshot.class, Map.of("awaited", List.of(), "discarded", List.of()),
          BatchSnapshot.Job.class, Map.of("course", NOTHING));

  private AddedFields() {}

  /** Says which components of a record must be there. */
  static final class Required extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
      if (member instanceof AnnotatedParameter parameter
          && parameter.getDeclaringClass().isRecord()) {
        var type = parameter.getDeclaringClass();
        var components = type.getRecordComponents();
        if (parameter.getOwner().getParameterCount() == components.length) {
          var name = components[parameter.getIndex()].getName();
          return !MEANING.getOrDefault(type, Map.of()).containsKey(name);
        }
      }
      return super.hasRequiredMarker(member);
    }
  }

  /** Puts in what a missing field means. */
  static final class Meanings extends BeanDeserializerModifier {
    private static final long serialVersionUID = 1L;

    @Override
    public BeanDeserializerBuilder updateBuilder(
        DeserializationConfig config, BeanDescription type, BeanDeserializerBuilder builder) {
      var added = MEANING.get(type.getBeanClass());
      if (added != null && builder.getValueInstantiator() instanceof StdValueInstantiator usual) {
        builder.setValueInstantiator(new Instantiator(usual, type.getBeanClass(), added));
      }
      return builder;
    }
  }

  private static final class Instantiator extends StdValueInstantiator {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialized; the library's base class would be
    private final @Nullable Object[] instead;

    Instantiator(StdValueInstantiator usual, Class<?> type, Map<String, Object> added) {
      super(usual);
      var components = type.getRecordComponents();
      this.instead = new Object[components.length];
      for (int at = 0; at < components.length; at++) {
        var meaning = added.get(components[at].getName());
        instead[at] = NOTHING.equals(meaning) ? null : meaning;
      }
    }

    @Override
    public Object createFromObjectWith(DeserializationContext context, @Nullable Object[] values)
        throws IOException {
      for (int at = 0; at < values.length; at++) {
        if (values[at] == null) {
          values[at] = instead[at];
        }
      }
      return super.createFromObjectWith(context, values);
    }
  }
}
