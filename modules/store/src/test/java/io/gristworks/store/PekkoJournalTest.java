package io.gristworks.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.junit.jupiter.api.Test;

/** Our tables are what the journal plugin expects: it writes, snapshots, deletes and reads back. */
class PekkoJournalTest extends OnEachDatabase {
  private static final int WORDS = 25;

  record Say(String word, ActorRef<String> replyTo) {}

  @Test
  void anActorRemembersThroughEventsAndSnapshots() throws Exception {
    var said = new StringBuilder();
    var teller = ActorSystem.create(Rememberer.create(), "first", config());
    for (int at = 0; at < WORDS; at++) {
      said.append("word-").append(at).append(' ');
      assertThat(ask(teller, "word-" + at)).isEqualTo(said.toString());
    }
    end(teller);
    assertThat(rows("snapshot")).isPositive();
    assertThat(rows("event_journal")).isBetween(1L, (long) WORDS);

    var other = ActorSystem.create(Rememberer.create(), "second", config());
    assertThat(ask(other, "last")).isEqualTo(said + "last ");
    end(other);
  }

  private static String ask(ActorSystem<Say> system, String word) throws Exception {
    return AskPattern.<Say, String>ask(
            system, replyTo -> new Say(word, replyTo), Duration.ofSeconds(20), system.scheduler())
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  private static void end(ActorSystem<?> system) throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private long rows(String table) {
    return database.statement(
        "count " + table,
        connection ->
            Sql.query(connection, "SELECT COUNT(*) FROM " + table, row -> row.getLong(1)).get(0));
  }

  private Config config() {
    return ConfigFactory.parseString(
            """
            pekko.loglevel = WARNING
            pekko.loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
            pekko.persistence.journal.plugin = "jdbc-journal"
            pekko.persistence.snapshot-store.plugin = "jdbc-snapshot-store"
            jdbc-journal.use-shared-db = slick
            jdbc-snapshot-store.use-shared-db = slick
            pekko-persistence-jdbc.shared-databases.slick {
              profile = "%s"
              db { url = "%s", driver = "%s"
                   numThreads = 2, maxConnections = 2, minConnections = 2 }
            }
            """
                .formatted(dialect.slickProfile(), settings.url(), dialect.driver()))
        .withFallback(ConfigFactory.load());
  }

  /** Answers with all it was ever told. */
  private static final class Rememberer extends EventSourcedBehavior<Say, String, String> {
    private Rememberer() {
      super(PersistenceId.ofUniqueId("rememberer"));
    }

    static Behavior<Say> create() {
      return new Rememberer();
    }

    @Override
    public String emptyState() {
      return "";
    }

    @Override
    public CommandHandler<Say, String, String> commandHandler() {
      return newCommandHandlerBuilder()
          .forAnyState()
          .onCommand(
              Say.class,
              say -> Effect().persist(say.word()).thenReply(say.replyTo(), state -> state))
          .build();
    }

    @Override
    public EventHandler<String, String> eventHandler() {
      return (state, word) -> state + word + " ";
    }

    @Override
    public RetentionCriteria retentionCriteria() {
      return RetentionCriteria.snapshotEvery(10, 1).withDeleteEventsOnSnapshot();
    }
  }
}
