package io.gristworks.deploy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gristworks.deploy.Manifests.Document;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.util.ModelMapper;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Would the API server take it? Asked of two libraries that were generated from its schema: one
 * knows what is required and what type it has, the other what a quantity is.
 */
final class SchemaRules {

  private static final Gson GSON = JSON.getGson();

  private static final KubernetesSerialization TYPED = new KubernetesSerialization();

  private SchemaRules() {}

  /** Kinds exist, required fields are there, no field is unknown, types are right. */
  static List<String> openApi(Manifests manifests) {
    var breaches = new ArrayList<String>();
    for (Document document : manifests.documents()) {
      var version = document.tree().at("apiVersion").text();
      int slash = version.indexOf('/');
      Class<?> type =
          ModelMapper.getApiTypeClass(
              slash < 0 ? "" : version.substring(0, slash),
              version.substring(slash + 1),
              document.kind());
      // A kind it has never heard of it takes for somebody's own.
      if (type == null || !type.getName().startsWith("io.kubernetes.client.openapi.models.")) {
        breaches.add(document.title() + ": there is no such kind in " + version);
      } else {
        check(type, GSON.toJsonTree(document.tree().value()))
            .ifPresent(breach -> breaches.add(document.title() + ": " + breach));
      }
    }
    return breaches;
  }

  private static Optional<String> check(Class<?> type, JsonElement json) {
    try {
      type.getMethod("validateJsonElement", JsonElement.class).invoke(null, json);
      var _ = GSON.fromJson(json, type);
      return Optional.empty();
    } catch (InvocationTargetException refused) {
      return Optional.of(String.valueOf(refused.getCause()));
    } catch (RuntimeException unreadable) {
      return Optional.of(unreadable.toString());
    } catch (ReflectiveOperationException odd) {
      throw new LinkageError("the client library has changed", odd);
    }
  }

  /** No field is unknown, however deep. */
  static List<String> knownFields(Manifests manifests) {
    var breaches = new ArrayList<String>();
    walk(
        manifests,
        (place, part) -> {
          if (part instanceof Map<?, ?> map && place.endsWith("/additionalProperties")) {
            map.keySet().forEach(key -> breaches.add(place + ": unknown field " + key));
          }
        });
    return breaches;
  }

  /** Amounts can be read: 512Mi, and not 512Mb. */
  static List<String> quantities(Manifests manifests) {
    var breaches = new ArrayList<String>();
    walk(
        manifests,
        (place, part) -> {
          if (part instanceof Quantity quantity) {
            try {
              Quantity.getAmountInBytes(quantity);
            } catch (RuntimeException unreadable) {
              breaches.add(place + ": no quantity: " + quantity);
            }
          }
        });
    return breaches;
  }

  private static void walk(Manifests manifests, BiConsumer<String, Object> visit) {
    for (Document document : manifests.documents()) {
      Object typed = TYPED.unmarshal(GSON.toJson(document.tree().value()));
      walk(document.title(), typed, visit);
    }
  }

  private static void walk(String place, Object part, BiConsumer<String, Object> visit) {
    visit.accept(place, part);
    switch (part) {
      case Quantity _ -> {}
      case Map<?, ?> map -> map.forEach((key, item) -> step(place + "/" + key, item, visit));
      case List<?> list -> list.forEach(item -> step(place, item, visit));
      default -> {
        if (part.getClass().getName().startsWith("io.fabric8.kubernetes.api.model.")) {
          properties(part).forEach((name, property) -> step(place + "/" + name, property, visit));
        }
      }
    }
  }

  private static void step(String place, @Nullable Object part, BiConsumer<String, Object> v) {
    if (part != null) {
      walk(place, part, v);
    }
  }

  private static Map<String, Object> properties(Object part) {
    var properties = new TreeMap<String, Object>();
    for (Method method : part.getClass().getMethods()) {
      var name = method.getName();
      if (name.startsWith("get") && method.getParameterCount() == 0 && !name.equals("getClass")) {
        try {
          Object property = method.invoke(part);
          if (property != null) {
            properties.put(Character.toLowerCase(name.charAt(3)) + name.substring(4), property);
          }
        } catch (ReflectiveOperationException odd) {
          throw new LinkageError("the client library has changed", odd);
        }
      }
    }
    return properties;
  }
}
