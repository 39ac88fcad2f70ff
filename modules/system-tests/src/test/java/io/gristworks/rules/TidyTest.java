package io.gristworks.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The house is tidy. To have all sources formatted in place:
 *
 * <pre>
 *   mvn -pl modules/system-tests -am test -Dtest=TidyTest \
 *     -Dsurefire.failIfNoSpecifiedTests=false -Dgrist.format=write
 * </pre>
 */
class TidyTest {

  private static final List<SourceFile> SOURCES = Checkout.sources();

  @Test
  void everyPackageIntroducesItself() {
    assertThat(Tidiness.packagesWithoutIntroduction(SOURCES)).isEmpty();
  }

  @Test
  void nothingIsLeftForLater() {
    assertThat(Tidiness.unfinished(SOURCES)).isEmpty();
  }

  @Test
  void everyTestIsRun() {
    assertThat(Tidiness.testsNobodyRuns(SOURCES)).isEmpty();
  }

  @Test
  void noFileIsTooLong() {
    assertThat(Tidiness.tooLong(SOURCES)).isEmpty();
  }

  @Test
  void everyFileIsFormatted() throws IOException {
    if ("write".equals(System.getProperty("grist.format"))) {
      for (SourceFile source : SOURCES) {
        var formatted = Tidiness.formatted(source);
        if (!formatted.equals(source.text())) {
          Files.writeString(Checkout.root().resolve(source.path()), formatted);
        }
      }
    } else {
      assertThat(Tidiness.unformatted(SOURCES))
          .as("format them with -Dgrist.format=write, see TidyTest")
          .isEmpty();
    }
  }

  @Test
  void aPackageWithoutIntroductionIsFound() {
    var silent = source("main", "a/A", "package a;\n");
    var unmarked = source("main", "a/package-info", "package a;\n");
    var marked = source("main", "a/package-info", "@NullMarked\npackage a;\n");

    assertThat(Tidiness.packagesWithoutIntroduction(List.of(silent))).containsExactly("core: a");
    assertThat(Tidiness.packagesWithoutIntroduction(List.of(silent, unmarked))).hasSize(1);
    assertThat(Tidiness.packagesWithoutIntroduction(List.of(silent, marked))).isEmpty();
  }

  @Test
  void anUnfinishedFileIsFound() {
    for (var word : List.of("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) {
      assertThat(Tidiness.unfinished(List.of(source("main", "A", "// " + word + ": more"))))
          .hasSize(1);
    }
    assertThat(Tidiness.unfinished(List.of(source("main", "A", "// HACKNEY, TODOS")))).isEmpty();
  }

  @Test
  void aTestThatNobodyRunsIsFound() {
    var test = "class A {\n  @Test\n  void holds() {}\n}\n";

    assertThat(Tidiness.testsNobodyRuns(List.of(source("test", "AChecks", test)))).hasSize(1);
    assertThat(Tidiness.testsNobodyRuns(List.of(source("test", "ATest", test)))).isEmpty();
    assertThat(Tidiness.testsNobodyRuns(List.of(source("test", "A", "@Test\n@interface A {}"))))
        .isEmpty();
  }

  @Test
  void aFileThatIsTooLongIsFound() {
    var long401 = "\n".repeat(Tidiness.LINES_MAX + 1);

    assertThat(Tidiness.tooLong(List.of(source("main", "A", long401)))).hasSize(1);
    assertThat(Tidiness.tooLong(List.of(source("main", "A", long401.substring(1))))).isEmpty();
    assertThat(Tidiness.tooLong(List.of(source("test", "A", long401)))).isEmpty();
  }

  @Test
  void anUnformattedFileIsFound() {
    assertThat(Tidiness.unformatted(List.of(source("main", "A", "class A{}")))).hasSize(1);
    assertThat(Tidiness.unformatted(List.of(source("main", "A", "import a.B;\n\nclass A {}\n"))))
        .hasSize(1);
    assertThat(Tidiness.unformatted(List.of(source("main", "A", "class A {}\n")))).isEmpty();
  }

  private static SourceFile source(String set, String name, String text) {
    return new SourceFile("modules/core/src/" + set + "/java/" + name + ".java", text);
  }
}
