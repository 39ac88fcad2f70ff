package io.gristworks.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ArchitectureTest {

  /** Not on this module's class path: peers and their libraries would come with it. */
  private static final String NOT_READ = "bench";

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.gristworks");

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void theHouseKeepsTheRule(Architecture architecture) {
    var nothingThere = sources(architecture.module()).isEmpty();

    architecture.rule().allowEmptyShould(nothingThere).check(HOUSE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "HANDLER_API_KNOWS_NOTHING | handler | class Planted { io.gristworks.core.batch.BatchId id;"
            + " }",
        "CORE_KNOWS_ONLY_THE_JDK_BITMAPS_AND_HANDLERS | core | class Planted { org.slf4j.Logger"
            + " log; }",
        "CORE_KNOWS_ONLY_THE_JDK_BITMAPS_AND_HANDLERS | core | class Planted {"
            + " io.gristworks.store.segment.SegmentStore it; }",
        "TIME_AND_CHANCE_ARE_GIVEN_NOT_TAKEN | core | class Planted { Object at ="
            + " java.time.Instant.now(); }",
        "TIME_AND_CHANCE_ARE_GIVEN_NOT_TAKEN | core | class Planted { long at = System.nanoTime();"
            + " }",
        "TIME_AND_CHANCE_ARE_GIVEN_NOT_TAKEN | core | class Planted {"
            + " java.util.function.LongSupplier clock = System::currentTimeMillis; }",
        "TIME_AND_CHANCE_ARE_GIVEN_NOT_TAKEN | core | class Planted { double dice = Math.random();"
            + " }",
        "TIME_AND_CHANCE_ARE_GIVEN_NOT_TAKEN | core | class Planted { Object dice = new"
            + " java.util.Random(); }",
        "TIME_AND_CHANCE_ARE_GIVEN_NOT_TAKEN | core | class Planted { Object dice ="
            + " java.util.concurrent.ThreadLocalRandom.current(); }",
        "STORE_KNOWS_NOTHING_ABOVE_IT | store | class Planted { io.gristworks.engine.protocol.Wire"
            + " wire; }",
        "ENGINE_KNOWS_NOTHING_ABOVE_IT | engine | class Planted { io.gristworks.gateway.Planted"
            + " door; }",
        "COORDINATOR_KNOWS_THE_OTHERS_BY_PROTOCOL | engine.coordinator | class Planted {"
            + " io.gristworks.engine.pool.Planted it; }",
        "POOL_KNOWS_THE_OTHERS_BY_PROTOCOL | engine.pool | class Planted {"
            + " io.gristworks.engine.worker.Planted it; }",
        "WORKER_KNOWS_THE_OTHERS_BY_PROTOCOL | engine.worker | class Planted {"
            + " io.gristworks.engine.coordinator.Planted it; }",
        "RETENTION_KNOWS_THE_OTHERS_BY_PROTOCOL | engine.retention | class Planted {"
            + " io.gristworks.engine.coordinator.Planted it; }",
        "PROTOCOL_KNOWS_NO_ACTOR | engine.protocol | class Planted {"
            + " io.gristworks.engine.worker.Planted it; }",
        "GATEWAY_KNOWS_THE_ENGINE_BY_PROTOCOL | gateway | class Planted {"
            + " io.gristworks.engine.coordinator.Planted it; }",
        "OPERATIONS_KNOW_ONLY_THE_HANDLER_API | operations.one | class Planted {"
            + " io.gristworks.core.batch.BatchId id; }",
        "OPERATIONS_DO_NOT_KNOW_EACH_OTHER | operations.one | class Planted {"
            + " io.gristworks.operations.two.Planted it; }",
        "CLIENT_KNOWS_NO_SERVER | client | class Planted { io.gristworks.engine.protocol.Wire wire;"
            + " }",
        "COMMAND_LINE_KNOWS_NO_SERVER | cli | class Planted { io.gristworks.core.batch.BatchId id;"
            + " }",
        "SIMULATION_KNOWS_ONLY_THE_CORE | simulation | class Planted {"
            + " io.gristworks.store.segment.SegmentStore it; }",
        "SIMULATION_USES_WHAT_SHIPS | simulation | class Planted {"
            + " io.gristworks.core.batch.BatchId id; }",
        "PACKAGES_IMPORT_WHAT_THE_TABLE_SAYS | core.task | class Planted {"
            + " io.gristworks.core.batch.BatchId id; }",
        "PACKAGES_IMPORT_WHAT_THE_TABLE_SAYS | core.unheard | class Planted {}",
        "PACKAGES_FORM_NO_CYCLE | circle.two | class Planted {"
            + " io.gristworks.circle.one.Planted it; }",
        "PROTOCOLS_ARE_SEALED | engine.protocol | interface Planted extends Wire {}",
        "MESSAGES_ARE_RECORDS | engine.protocol | class Planted implements Wire {}",
      })
  void aClassThatBreaksTheRuleIsFound(
      Architecture architecture, String room, String declaration, @TempDir Path directory)
      throws IOException {
    var plants = neighbours();
    plants.removeIf(neighbour -> neighbour.room().equals(room));
    plants.add(new PlantedClass(room, declaration));

    PlantedClass.showing(
        plants,
        directory,
        house ->
            assertThatThrownBy(() -> architecture.rule().check(house))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("io.gristworks." + room + ".Planted"));
  }

  @Test
  void theTableOfImportsAllowsNothingThatNobodyNeeds() {
    assertThat(PackageImports.unneeded(HOUSE)).isEmpty();
  }

  @Test
  void everyClassOfTheHouseIsRead() {
    var read = HOUSE.stream().map(JavaClass::getName).collect(Collectors.toSet());
    var written =
        Checkout.sources().stream()
            .filter(source -> source.isMain() && !source.module().equals(NOT_READ))
            .filter(source -> !source.isPackageInfo())
            .map(SourceFile::className)
            .toList();

    assertThat(written).isNotEmpty();
    assertThat(read).containsAll(written);
  }

  @Test
  void everyRuleHasBeenSeenToFail() throws NoSuchMethodException {
    var planted =
        getClass()
            .getDeclaredMethod(
                "aClassThatBreaksTheRuleIsFound",
                Architecture.class,
                String.class,
                String.class,
                Path.class)
            .getAnnotation(CsvSource.class);

    for (var architecture : Architecture.values()) {
      assertThat(Arrays.stream(planted.value()))
          .anyMatch(line -> line.startsWith(architecture.name() + " "));
    }
  }

  private static List<PlantedClass> neighbours() {
    var rooms =
        List.of("engine.coordinator", "engine.pool", "engine.worker", "gateway", "operations.two");
    var neighbours = new ArrayList<PlantedClass>();
    rooms.forEach(room -> neighbours.add(new PlantedClass(room, "class Planted {}")));
    neighbours.add(
        new PlantedClass("circle.one", "class Planted { io.gristworks.circle.two.Planted it; }"));
    neighbours.add(new PlantedClass("circle.two", "class Planted {}"));
    return neighbours;
  }

  private static List<SourceFile> sources(String module) {
    return Checkout.sources().stream()
        .filter(SourceFile::isMain)
        .filter(source -> source.module().startsWith(module) && !source.isPackageInfo())
        .toList();
  }
}
