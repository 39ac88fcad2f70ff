package io.gristworks.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.gristworks.core.ownership.OwnerRow;
import io.gristworks.store.segment.SegmentStore.StoreUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // JUnit calls open before anything else
class OwnershipStoreTest extends OnEachDatabase {
  private static final Duration SOON = Duration.ofSeconds(30);

  JdbcOwnershipStore owners;

  @BeforeEach
  void open() {
    owners = new JdbcOwnershipStore(settings);
    owners.release(owners.read().cluster()); // what the test before has left
  }

  @AfterEach
  void close() {
    owners.close();
  }

  private OwnerRow claim(String cluster) {
    return owners.claim(owners.read(), cluster, "holder of " + cluster, "").orElseThrow();
  }

  @Test
  void aClaimTakesTheNextIncarnation() {
    long before = owners.read().incarnation();

    var claimed = claim("claims");

    assertThat(claimed.incarnation()).isEqualTo(before + 1);
    assertThat(claimed.holder()).isEqualTo("holder of claims");
    assertThat(claimed.released()).isFalse();
    assertThat(claimed.age()).isLessThan(SOON);
    assertThat(owners.read().cluster()).isEqualTo("claims");
  }

  @Test
  void ofManyClaimsOneIsGranted() throws Exception {
    var seen = owners.read();
    try (var threads = Executors.newFixedThreadPool(4)) {
      var claims =
          IntStream.range(0, 4)
              .<Callable<Optional<OwnerRow>>>mapToObj(at -> () -> claimAs(seen, "many-" + at))
              .toList();
      int won = 0;
      for (var claim : threads.invokeAll(claims)) {
        won += claim.get().isPresent() ? 1 : 0;
      }
      assertThat(won).isEqualTo(1);
    }
    assertThat(owners.read().incarnation()).isEqualTo(seen.incarnation() + 1);
  }

  private Optional<OwnerRow> claimAs(OwnerRow seen, String cluster) {
    try (var other = new JdbcOwnershipStore(settings)) {
      return other.claim(seen, cluster, cluster, "");
    }
  }

  @Test
  void aClaimFailsWhereTheOwnerWasRenewedMeanwhile() {
    var seen = claim("renewed");
    assertThat(owners.renew("renewed", "another holder")).isTrue();

    assertThat(owners.claim(seen, "late", "late", "")).isEmpty();

    assertThat(owners.read().holder()).isEqualTo("another holder");
  }

  @Test
  void oneMemberTakesOverFromASilentHolder() {
    var seen = claim("silent");

    assertThat(owners.takeOver(seen, "first")).isTrue();
    assertThat(owners.takeOver(seen, "second")).isFalse();

    assertThat(owners.read().holder()).isEqualTo("first");
  }

  @Test
  void aClusterThatIsNoLongerTheOwnerNeitherRenewsNorReleases() {
    claim("before");
    claim("after");

    assertThat(owners.renew("before", "x")).isFalse();
    owners.release("before");

    assertThat(owners.read().released()).isFalse();
  }

  @Test
  void whatIsWrittenUnderAnEarlierIncarnationIsRefused() {
    assumeThat(dialect).as("H2's file is open in one process only").isEqualTo(Dialect.POSTGRESQL);
    var earlier = claim("earlier");
    try (var members = Database.open(settings).under(earlier.incarnation())) {
      var segments = new JdbcSegmentStore(members);
      segments.openUpload("fenced", Samples.batch(), Samples.NOON);

      claim("later");

      assertThatThrownBy(
              () -> segments.writeInputs(java.util.List.of(Samples.inputs("fenced", 0, 0, 5))))
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("while incarnation " + (earlier.incarnation() + 1) + " owns");
      assertThatThrownBy(() -> segments.adopt("fenced")).isInstanceOf(StoreUnavailable.class);
      assertThatThrownBy(() -> segments.discardUpload("fenced"))
          .isInstanceOf(StoreUnavailable.class);
      assertThatCode(() -> segments.unadopted(null, 1)).doesNotThrowAnyException();
    }
  }

  @Test
  void aClaimWaitsForTransactionsThatWriteUnderTheEarlierIncarnation() throws Exception {
    assumeThat(dialect).as("H2's file is open in one process only").isEqualTo(Dialect.POSTGRESQL);
    var earlier = claim("writes");
    try (var members = Database.open(settings).under(earlier.incarnation());
        var connection = members.dataSource().getConnection();
        var threads = Executors.newSingleThreadExecutor()) {
      connection.setAutoCommit(false);
      openUpload(connection, "under-way");

      var claim = threads.submit(() -> claimAs(earlier, "waits"));
      Awaitility.await("the claim waits").atMost(SOON).until(() -> waitingClaims() == 1);
      openUpload(connection, "under-way-too");
      connection.commit();

      assertThat(claim.get()).isPresent();
      assertThatThrownBy(() -> openUpload(connection, "too-late"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("written under incarnation");
      connection.rollback();
    }
  }

  private int waitingClaims() throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      return Sql.query(
              connection,
              "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted",
              _ -> 1)
          .size();
    }
  }

  private static void openUpload(Connection connection, String upload) throws SQLException {
    Sql.update(
        connection,
        "INSERT INTO input_upload (upload, batch, opened_at, adopted) VALUES (?, ?, now(), FALSE)",
        upload,
        Samples.batch().value());
  }
}
