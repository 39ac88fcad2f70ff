package io.gristworks.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads settings, and says of a bad one in a sentence which it is. */
record SettingsReader(Config config) {

  String text(String path) {
    return read(path, "a text", () -> config.getString(path));
  }

  int number(String path) {
    return read(path, "a whole number", () -> config.getInt(path));
  }

  long whole(String path) {
    return read(path, "a whole number", () -> config.getLong(path));
  }

  /** A number, neither infinite nor none at all. */
  double decimal(String path) {
    double number = read(path, "a number", () -> config.getDouble(path));
    if (!Double.isFinite(number)) {
      throw new CannotStart(
          path + " is '" + config.getValue(path).unwrapped() + "'; it takes a finite number");
    }
    return number;
  }

  long bytes(String path) {
    return read(path, "a size such as 64MiB", () -> config.getMemorySize(path).toBytes());
  }

  boolean yes(String path) {
    return read(path, "true or false", () -> config.getBoolean(path));
  }

  Duration time(String path) {
    return read(path, "a time such as 10s", () -> config.getDuration(path));
  }

  /** What stands under {@code path}, one name a line, flat. */
  Map<String, String> flat(String path) {
    var flat = new LinkedHashMap<String, String>();
    if (config.hasPath(path)) {
      config
          .getConfig(path)
          .entrySet()
          .forEach(entry -> flat.put(entry.getKey(), String.valueOf(entry.getValue().unwrapped())));
    }
    return flat;
  }

  int port(String path) {
    int port = number(path);
    if (port < 0 || port > 65_535) {
      throw new CannotStart(path + " is " + port + "; a port is 0 to 65535");
    }
    return port;
  }

  private interface Getter<T> {
    T get();
  }

  private <T> T read(String path, String what, Getter<T> getter) {
    try {
      return getter.get();
    } catch (ConfigException.Missing e) {
      throw new CannotStart(path + " is not set; it takes " + what, e);
    } catch (ConfigException e) {
      throw new CannotStart(
          path + " is '" + config.getValue(path).unwrapped() + "'; it takes " + what, e);
    }
  }
}
