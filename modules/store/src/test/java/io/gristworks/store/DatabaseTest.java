package io.gristworks.store;

import static io.gristworks.store.Samples.NOON;
import static io.gristworks.store.Samples.batch;
import static io.gristworks.store.Samples.inputs;
import static io.gristworks.store.Samples.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gristworks.store.segment.SegmentStore.StoreUnavailable;
import io.gristworks.store.testing.RealPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  @RegisterExtension static final RealPostgres postgres = new RealPostgres();

  @TempDir Path directory;

  @Test
  void aDatabaseThatDoesNotAnswerIsNamedWithoutItsSecrets() throws IOException {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var url = "jdbc:postgresql://localhost:" + port + "/grist?user=ana&password=secret";
    var settings = new StoreSettings(url, null, null, 2, Duration.ofSeconds(1));
    assertThatThrownBy(() -> Database.open(settings))
        .isInstanceOf(DatabaseUnreachable.class)
        .hasMessageStartingWith(
            "cannot reach the database at jdbc:postgresql://localhost:" + port + "/grist: ")
        .hasMessageContaining("refused")
        .hasMessageNotContaining("secret");
    assertThat(settings.toString()).doesNotContain("secret");
  }

  @Test
  void aDatabaseThatDoesNotExistIsNamed() {
    var url = postgres.settings().url().replaceFirst("/test_[0-9]+", "/nowhere");
    assertThatThrownBy(() -> Database.open(StoreSettings.of(url, null, null)))
        .isInstanceOf(DatabaseUnreachable.class)
        .hasMessageEndingWith("/nowhere: FATAL: database \"nowhere\" does not exist");
  }

  @Test
  void anotherKindOfDatabaseIsRefused() {
    assertThatThrownBy(() -> StoreSettings.of("jdbc:mysql://localhost/grist", null, null))
        .hasMessage("the database's URL must begin with jdbc:postgresql: or jdbc:h2:");
  }

  @Test
  void secretsInTheMiddleOfAUrlAreHiddenToo() {
    assertThat(
            StoreSettings.of("jdbc:postgresql://ana:secret@db:5432/grist?ssl=true", null, null)
                .displayUrl())
        .isEqualTo("jdbc:postgresql://db:5432/grist");
    assertThat(StoreSettings.embedded(Path.of("/data")).displayUrl())
        .isEqualTo("jdbc:h2:file:/data/grist");
  }

  @Test
  void aFileThatAnotherProcessUsesIsRefusedWithWhatToDo() throws Exception {
    try (var _ = OtherProcess.writing(directory, upload())) {
      assertThatThrownBy(() -> Database.open(StoreSettings.embedded(directory)))
          .isInstanceOf(DataDirectoryInUse.class)
          .hasMessage(
              "the data at jdbc:h2:file:%s/grist is in use by another process: stop that one, or"
                  + " choose another data directory",
              directory.toAbsolutePath());
    }
  }

  @Test
  void whatAKilledProcessHadWrittenIsThere() throws Exception {
    var upload = upload();
    try (var other = OtherProcess.writing(directory, upload)) {
      other.kill();
    }
    try (var database = Database.open(StoreSettings.embedded(directory))) {
      Migrations.requireCurrent(database.dataSource());
      assertThat(new JdbcSegmentStore(database).readInput(upload, 0).tasks()).isEqualTo(500);
    }
  }

  @Test
  void whatWasWrittenBeforeAnOrderlyEndIsThere() {
    for (var settings : List.of(postgres.settings(), StoreSettings.embedded(directory))) {
      var upload = upload();
      try (var database = Database.open(settings)) {
        Migrations.migrate(database.dataSource());
        var store = new JdbcSegmentStore(database);
        store.openUpload(upload, batch(), NOON);
        store.writeInputs(List.of(inputs(upload, 0, 0, 7)));
        assertThat(database.answers()).isTrue();
      }
      try (var database = Database.open(settings)) {
        assertThat(new JdbcSegmentStore(database).readInput(upload, 0).tasks()).isEqualTo(7);
      }
    }
  }

  @Test
  void aDatabaseThatGoesAwayMakesTheStoreUnavailableUntilItIsBack() {
    var settings = RealPostgres.fresh();
    var impatient = new StoreSettings(settings.url(), null, null, 2, Duration.ofMillis(500));
    try (var database = Database.open(impatient)) {
      Migrations.migrate(database.dataSource());
      var store = new JdbcSegmentStore(database);
      RealPostgres.drop(settings);
      assertThatThrownBy(() -> store.openUpload("gone", batch(), NOON))
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageStartingWith("could not open upload gone: ");
      assertThatThrownBy(() -> store.writeOutcomes(List.of(Samples.outcomes(batch(), 0, 1))))
          .isInstanceOf(StoreUnavailable.class);
      assertThat(database.answers()).isFalse();

      RealPostgres.create(settings);
      await().atMost(Duration.ofSeconds(30)).until(database::answers);
      Migrations.migrate(database.dataSource());
      store.openUpload("back", batch(), NOON);
      assertThat(store.unadopted(null, 10)).hasSize(1);
    }
    RealPostgres.drop(settings);
  }
}
