package io.gristworks.engine.operation;

import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a value should have been, in words of JSON: users know nothing of classes. */
final class JsonTypeNames {
  private static final List<String> OF_THE_VALUE =
      List.of("Cannot deserialize value", "Cannot coerce", "Cannot map `null`");

  private JsonTypeNames() {}

  /** Whether the value itself is of a wrong type, and not the text around it. */
  static boolean isMeant(MismatchedInputException e) {
    var said = String.valueOf(e.getOriginalMessage());
    return e.getTargetType() != null && OF_THE_VALUE.stream().anyMatch(said::startsWith);
  }

  static String sentence(MismatchedInputException e) {
    var was = e instanceof InvalidFormatException wrong ? ", was " + shown(wrong.getValue()) : "";
    return "must be " + words(e.getTargetType()) + was;
  }

  private static String shown(@Nullable Object value) {
    var text = String.valueOf(value);
    var bounded = text.length() <= 80 ? text : text.substring(0, 79) + "…";
    return value instanceof CharSequence ? "'" + bounded + "'" : bounded;
  }

  private static String words(Class<?> type) {
    if (CharSequence.class.isAssignableFrom(type)) {
      return "a string";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (Stream.of(double.class, Double.class, float.class, Float.class, BigDecimal.class)
        .anyMatch(type::equals)) {
      return "a number";
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type) || type == BigInteger.class) {
      return "a whole number";
    }
    if (type.isArray() || Collection.class.isAssignableFrom(type)) {
      return "an array";
    }
    if (type.isEnum()) {
      return "one of " + List.of(type.getEnumConstants());
    }
    return type.isRecord() || Map.class.isAssignableFrom(type)
        ? "an object"
        : "a " + type.getSimpleName();
  }
}
