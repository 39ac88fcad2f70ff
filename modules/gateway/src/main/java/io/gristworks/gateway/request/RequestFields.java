package io.gristworks.gateway.request;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.task.Text;
import io.gristworks.gateway.problem.Fault;
import io.gristworks.gateway.problem.Faults;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one object, each as what it must be, and tells what is wrong with them. What
 * was read wrongly comes back as its default, so that the reading can go on to the next fault.
 */
public final class RequestFields {
  public static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
  private static final int MAX_LABELS = 64;
  private static final int MAX_LABEL_NAME = 64;
  private static final int MAX_LABEL_VALUE = 256;

  private final RequestObject object;
  private final String pointer;
  private final int fieldBytes;
  private final Faults faults;

  /**
   * Reads {@code object}.
   *
   * @param pointer where it is
   * @param fieldBytes the longest value of a field
   */
  public RequestFields(RequestObject object, String pointer, int fieldBytes, Faults faults) {
    this.object = object;
    this.pointer = pointer;
    this.fieldBytes = fieldBytes;
    this.faults = faults;
  }

  /** Where the field is. */
  public String at(String name) {
    return pointer + Fault.step(name);
  }

  /** Tells what is wrong with a field. */
  public void fault(String name, String detail) {
    faults.add(at(name), name + " " + detail);
  }

  /** A fault at a place below the field. */
  public void faultBelow(String name, String below, @Nullable String detail) {
    faults.add(at(name) + below, name + below.replace('/', '.') + ": " + detail);
  }

  /**
   * Refuses all but {@code known}.
   *
   * @return whether there are no others
   */
  public boolean allow(List<String> known) {
    boolean only = true;
    for (var name : object.fields().keySet()) {
      if (!known.contains(name)) {
        faults.add(at(name), "unknown field " + name + "; known are " + new TreeSet<>(known));
        only = false;
      }
    }
    return only;
  }

  /** A field's value as a tree; null where there is none, or it is too long, which is told. */
  public @Nullable JsonNode small(String name) {
    var value = object.find(name);
    if (value == null) {
      return null;
    }
    if (value.length() > fieldBytes) {
      fault(name, "has " + value.length() + " bytes; the limit is " + fieldBytes);
      return null;
    }
    var tree = object.tree(value);
    if (!isWellFormed(tree)) {
      fault(name, "has half of a surrogate pair, which is no character");
      return null;
    }
    return tree;
  }

  private static boolean isWellFormed(JsonNode value) {
    if (value.isTextual()) {
      return Text.isWellFormed(value.textValue());
    }
    for (var field : value.properties()) {
      if (!Text.isWellFormed(field.getKey())) {
        return false;
      }
    }
    for (var element : value) {
      if (!isWellFormed(element)) {
        return false;
      }
    }
    return true;
  }

  /** A string. */
  public @Nullable String text(String name) {
    var node = small(name);
    if (node == null) {
      return null;
    }
    if (!node.isTextual()) {
      fault(name, "must be a string, was " + shortly(node));
      return null;
    }
    return node.textValue();
  }

  /** A name of the usual form. */
  public String name(String name, String otherwise) {
    var text = text(name);
    if (text == null) {
      return otherwise;
    }
    if (!NAME.matcher(text).matches()) {
      fault(name, "must be 1 to 64 of a-z, A-Z, 0-9, _ and -, was '" + shortly(text) + "'");
      return otherwise;
    }
    return text;
  }

  /**
   * Some text for people.
   *
   * @param longest in bytes of UTF-8
   */
  public String title(String name, String otherwise, int longest) {
    var text = text(name);
    if (text == null) {
      return otherwise;
    }
    if (Text.bytes(text) > longest) {
      fault(name, "has " + Text.bytes(text) + " bytes in UTF-8; the limit is " + longest);
      return otherwise;
    }
    return text;
  }

  /** A whole number. */
  public long integer(String name, long least, long most, long otherwise) {
    var node = small(name);
    if (node == null) {
      return otherwise;
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      fault(name, "must be a whole number " + least + " to " + most + ", was " + shortly(node));
      return otherwise;
    }
    long value = node.longValue();
    if (value < least || value > most) {
      fault(name, "must be " + least + " to " + most + ", was " + value);
      return otherwise;
    }
    return value;
  }

  /** Whole numbers, from 0, by name; the names are nobody's fields and stay as they are. */
  public Map<String, Long> counts(String name, long most) {
    var counts = new TreeMap<String, Long>();
    var node = small(name);
    if (node != null && !node.isObject()) {
      fault(name, "must be an object of whole numbers, was " + shortly(node));
    } else if (node != null) {
      for (var each : node.properties()) {
        var value = each.getValue();
        if (value.isIntegralNumber()
            && value.canConvertToLong()
            && value.longValue() >= 0
            && value.longValue() <= most) {
          counts.put(each.getKey(), value.longValue());
        } else {
          faults.add(
              at(name) + Fault.step(each.getKey()),
              each.getKey() + " must be a whole number 0 to " + most + ", was " + shortly(value));
        }
      }
    }
    return counts;
  }

  /** True or false. */
  public boolean flag(String name) {
    var node = small(name);
    if (node != null && !node.isBoolean()) {
      fault(name, "must be true or false, was " + shortly(node));
    }
    return node != null && node.asBoolean(false);
  }

  /** True or false, or what holds where neither is said. */
  public boolean flag(String name, boolean otherwise) {
    return has(name) ? flag(name) : otherwise;
  }

  /** Whether the field is there, and not null. */
  public boolean has(String name) {
    return object.find(name) != null;
  }

  /** Whether the field is there and says null. */
  public boolean isNull(String name) {
    return object.fields().containsKey(name) && !has(name);
  }

  /** So many a second, whole or not; 0 where there is no limit. */
  public double rate(String name) {
    var value = object.find(name);
    var node = small(name);
    if (value == null || node == null) {
      return 0;
    }
    if (!node.isNumber() || !JobLimits.isRate(node.doubleValue())) {
      fault(
          name,
          "must be a number, 0 for no limit, or "
              + BigDecimal.valueOf(JobLimits.PER_SECOND_MIN).stripTrailingZeros().toPlainString()
              + " to "
              + (long) JobLimits.PER_SECOND_MAX
              + ", was "
              + shortly(object.text(value)));
      return 0;
    }
    return node.doubleValue();
  }

  /** One of an enum's constants, in lower case. */
  public <E extends Enum<E>> E constant(String name, Class<E> type, E otherwise) {
    var text = text(name);
    if (text == null) {
      return otherwise;
    }
    for (var constant : type.getEnumConstants()) {
      if (text.equals(constant.name().toLowerCase(Locale.ROOT))) {
        return constant;
      }
    }
    var known = Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT);
    fault(name, "must be one of " + known + ", was '" + shortly(text) + "'");
    return otherwise;
  }

  /** Texts in a row. */
  public List<String> texts(String name) {
    var node = small(name);
    if (node == null) {
      return List.of();
    }
    var texts = new ArrayList<String>();
    if (!node.isArray()) {
      fault(name, "must be an array of strings, was " + shortly(node));
      return texts;
    }
    for (var element : node) {
      if (element.isTextual()) {
        texts.add(element.textValue());
      } else {
        faults.add(
            at(name) + "/" + texts.size(), name + " must hold strings, held " + shortly(element));
        return texts;
      }
    }
    return texts;
  }

  /** One text, or several in a row. */
  public List<String> textOrTexts(String name) {
    var value = object.find(name);
    if (value == null || value.kind() == JsonToken.START_ARRAY) {
      return texts(name);
    }
    var text = text(name);
    return text == null ? List.of() : List.of(text);
  }

  /** Texts by name: a batch's labels. */
  public SortedMap<String, String> labels(String name) {
    var labels = new TreeMap<String, String>();
    var node = small(name);
    if (node == null) {
      return labels;
    }
    if (!node.isObject()) {
      fault(name, "must be an object of strings, was " + shortly(node));
    } else if (node.size() > MAX_LABELS) {
      fault(name, "has " + node.size() + " entries; the limit is " + MAX_LABELS);
    } else {
      node.properties().forEach(label -> addLabel(name, label, labels));
    }
    return labels;
  }

  private void addLabel(String name, Map.Entry<String, JsonNode> label, Map<String, String> to) {
    var place = at(name) + Fault.step(label.getKey());
    if (label.getKey().isEmpty() || label.getKey().length() > MAX_LABEL_NAME) {
      faults.add(place, "a label's name must have 1 to " + MAX_LABEL_NAME + " characters");
    } else if (!label.getValue().isTextual()
        || label.getValue().textValue().length() > MAX_LABEL_VALUE) {
      faults.add(
          place,
          "label "
              + label.getKey()
              + " must be a string of at most "
              + MAX_LABEL_VALUE
              + " characters");
    } else {
      to.put(label.getKey(), label.getValue().textValue());
    }
  }

  /** An object, as it was sent; {@code {}} where there is none; null where it is wrong. */
  public @Nullable String objectText(String name) {
    var value = object.find(name);
    if (value == null) {
      return "{}";
    }
    if (value.kind() != JsonToken.START_OBJECT) {
      fault(name, "must be an object, was " + shortly(object.text(value)));
      return null;
    }
    if (value.length() > fieldBytes) {
      fault(name, "has " + value.length() + " bytes; the limit is " + fieldBytes);
      return null;
    }
    return object.text(value);
  }

  /** The fields of an object in a field; null where there is none, or it is none. */
  public @Nullable RequestFields inner(String name) {
    var value = object.find(name);
    if (value == null) {
      return null;
    }
    var inner = RequestObject.read(object.bytes(), value.start(), value.length(), at(name), faults);
    return inner == null ? null : new RequestFields(inner, at(name), fieldBytes, faults);
  }

  /** A value for a message, cut to a few words. */
  public static String shortly(Object value) {
    var text = value.toString();
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }
}
