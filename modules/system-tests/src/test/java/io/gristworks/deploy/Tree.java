package io.gristworks.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A place in a YAML document. Whatever is asked of a place that is not there is empty, so that a
 * rule reads as a path and a missing field is found like a wrong one.
 *
 * @param value a map, a list, a scalar, or null where the document has nothing
 */
record Tree(@Nullable Object value) {

  /** The documents of a YAML file; a key given twice is an error. */
  static List<Tree> documents(String yaml) {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    var documents = new ArrayList<Tree>();
    for (Object document : new Yaml(new SafeConstructor(options)).loadAll(yaml)) {
      documents.add(new Tree(document));
    }
    return documents;
  }

  /** The place reached by these keys, one after the other. */
  Tree at(String... keys) {
    Object place = value;
    for (String key : keys) {
      place = place instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return new Tree(place);
  }

  /** The items of a list. */
  List<Tree> items() {
    return value instanceof List<?> list
        ? list.stream().map(item -> new Tree(item)).toList()
        : List.of();
  }

  /** The item of a list whose {@code name} is this. */
  Tree named(String name) {
    return items().stream()
        .filter(item -> item.at("name").is(name))
        .findFirst()
        .orElse(new Tree(null));
  }

  /** The fields of a map, by key. */
  SortedMap<String, Tree> fields() {
    var fields = new TreeMap<String, Tree>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, field) -> fields.put(String.valueOf(key), new Tree(field)));
    }
    return fields;
  }

  /** A map of words, such as labels. */
  SortedMap<String, String> words() {
    var words = new TreeMap<String, String>();
    fields().forEach((key, field) -> words.put(key, field.text()));
    return words;
  }

  /** The texts of a list's items. */
  List<String> texts() {
    return items().stream().map(Tree::text).toList();
  }

  /** A scalar as text; empty where there is none. */
  String text() {
    return value == null ? "" : value.toString();
  }

  /** A whole number, or -1 where there is none. */
  long number() {
    return text().matches("\\d{1,18}") ? Long.parseLong(text()) : -1;
  }

  boolean is(Object expected) {
    return expected.equals(value);
  }

  boolean exists() {
    return value != null;
  }
}
