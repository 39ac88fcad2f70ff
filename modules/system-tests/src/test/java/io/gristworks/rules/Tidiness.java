package io.gristworks.rules;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What no compiler sees. Each check names the files that break it. */
final class Tidiness {

  /** More lines than this in one shipped file are two files. */
  static final int LINES_MAX = 400;

  // Put together here, so that this file does not contain what it looks for.
  private static final Pattern UNFINISHED =
      Pattern.compile(
          "\\b(" + String.join("|", "TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK") + ")\\b");

  private static final Pattern HAS_TESTS =
      Pattern.compile(
          "(?m)^ +@(Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Seeds)\\b");

  private Tidiness() {}

  /** Packages that have classes and no {@code package-info.java} with {@code @NullMarked}. */
  static List<String> packagesWithoutIntroduction(List<SourceFile> sources) {
    var introduced = new TreeSet<String>();
    var inhabited = new TreeSet<String>();
    for (SourceFile source : sources) {
      var place = source.module() + ": " + source.packagePath();
      if (!source.isPackageInfo()) {
        inhabited.add(place);
      } else if (source.text().contains("@NullMarked\npackage ")) {
        introduced.add(place); // a test's package may be introduced by the main one of its name
      }
    }
    inhabited.removeAll(introduced);
    return List.copyOf(inhabited);
  }

  /** Files that promise work instead of containing it. */
  static List<String> unfinished(List<SourceFile> sources) {
    return paths(sources, source -> UNFINISHED.matcher(source.text()).find());
  }

  /** Files with tests that Surefire would skip in silence. */
  static List<String> testsNobodyRuns(List<SourceFile> sources) {
    return paths(
        sources,
        source ->
            !source.isMain()
                && HAS_TESTS.matcher(source.text()).find()
                && !source.path().endsWith("Test.java"));
  }

  /** Shipped files that are too long, with their lines. */
  static List<String> tooLong(List<SourceFile> sources) {
    var found = new ArrayList<String>();
    for (SourceFile source : sources) {
      long lines = source.text().lines().count();
      if (source.isMain() && lines > LINES_MAX) {
        found.add(source.path() + ": " + lines + " lines");
      }
    }
    return found;
  }

  /** Files that the formatter would change. */
  static List<String> unformatted(List<SourceFile> sources) {
    return paths(sources, source -> !formatted(source).equals(source.text()));
  }

  /** The file's text as the formatter writes it. */
  static String formatted(SourceFile source) {
    try {
      return new Formatter().formatSourceAndFixImports(source.text());
    } catch (FormatterException unreadable) {
      throw new IllegalArgumentException(source.path(), unreadable);
    }
  }

  private static List<String> paths(List<SourceFile> sources, Predicate<SourceFile> which) {
    return sources.stream().filter(which).map(SourceFile::path).toList();
  }
}
