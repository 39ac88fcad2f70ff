package io.gristworks.engine.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.gristworks.handler.Operation;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** The operations of this JVM, by name. */
public final class OperationCatalog {
  /** A node names all its operations, and what they need, in one message to the pool. */
  private static final int OPERATIONS_MAX = 500;

  private final SortedMap<String, BoundOperation<?, ?, ?>> byName = new TreeMap<>();

  private OperationCatalog(Iterable<? extends Operation<?, ?, ?>> operations) {
    var mapper = mapper();
    for (var operation : operations) {
      if (!operation.name().matches("[a-z0-9_-]{1,64}")) {
        throw new IllegalArgumentException(
            operation.getClass().getName()
                + " is called '"
                + operation.name()
                + "'; an operation's name is 1 to 64 of a-z, 0-9, _ and -");
      }
      if (byName.put(operation.name(), new BoundOperation<>(operation, mapper)) != null) {
        throw new IllegalArgumentException("two operations are called " + operation.name());
      }
    }
    if (byName.size() > OPERATIONS_MAX) {
      throw new IllegalArgumentException(
          "a node has at most " + OPERATIONS_MAX + " operations, not " + byName.size());
    }
  }

  /** All that {@link ServiceLoader} finds on the class path. */
  @SuppressWarnings({"rawtypes", "unchecked"}) // ServiceLoader knows no type arguments
  public static OperationCatalog load() {
    return new OperationCatalog((Iterable) ServiceLoader.load(Operation.class));
  }

  /** Just these. */
  public static OperationCatalog of(Operation<?, ?, ?>... operations) {
    return new OperationCatalog(List.of(operations));
  }

  /** The operation called {@code name}, if there is one. */
  public Optional<BoundOperation<?, ?, ?>> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** All, by name. */
  public Collection<BoundOperation<?, ?, ?>> all() {
    return byName.values();
  }

  /** Or a number would pass for a text: the feature for scalars speaks of the other ways only. */
  private static void takesTextAlone(MutableCoercionConfig text) {
    for (var shape :
        List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
      text.setCoercion(shape, CoercionAction.Fail);
    }
  }

  /** The JSON of users: snake_case, strict, dates as ISO 8601 text. */
  public static ObjectMapper mapper() {
    return JsonMapper.builder(
            JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build())
        .addModules(new JavaTimeModule(), new Jdk8Module())
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .withCoercionConfig(LogicalType.Textual, OperationCatalog::takesTextAlone)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
        .defaultPropertyInclusion(
            JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
        .build();
  }
}
