package io.gristworks.deploy;

import io.gristworks.rules.Checkout;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The environment variables a node listens to. */
final class KnownSettings {

  private static final Pattern NAME = Pattern.compile("\\bGRIST_[A-Z_]*[A-Z]\\b");

  private KnownSettings() {}

  /** The names in a text. */
  static Set<String> namedIn(String text) {
    var names = new TreeSet<String>();
    NAME.matcher(text).results().forEach(match -> names.add(match.group()));
    return names;
  }

  /** The names that the configuration reads; empty as long as there is no configuration. */
  static Set<String> read() {
    var names = new TreeSet<String>();
    var root = Checkout.root();
    for (var directory : new String[] {"config", "modules"}) {
      for (var file : Checkout.files(root.resolve(directory), ".conf")) {
        names.addAll(namedIn(Checkout.text(root.relativize(file).toString())));
      }
    }
    return names;
  }
}
