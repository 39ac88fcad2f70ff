package io.gristworks.rules;

import java.util.regex.Pattern;

/**
 * A Java file of the checkout.
 *
 * @param path from the root of the checkout, with slashes
 */
record SourceFile(String path, String text) {

  private static final Pattern PLACE =
      Pattern.compile("modules/(?<module>.+)/src/(?<set>main|test)/java/(?<name>.+)\\.java");

  /** The module's directory below {@code modules/}. */
  String module() {
    return part("module");
  }

  /** Whether it is shipped, and no test. */
  boolean isMain() {
    return part("set").equals("main");
  }

  boolean isPackageInfo() {
    return path.endsWith("/package-info.java");
  }

  /** The package's directory below the source root. */
  String packagePath() {
    var name = part("name");
    return name.substring(0, Math.max(0, name.lastIndexOf('/')));
  }

  /** The full name of the class the file is named after. */
  String className() {
    return part("name").replace('/', '.');
  }

  private String part(String group) {
    var place = PLACE.matcher(path);
    if (!place.matches()) {
      throw new IllegalStateException("a Java file outside a module: " + path);
    }
    return place.group(group);
  }
}
