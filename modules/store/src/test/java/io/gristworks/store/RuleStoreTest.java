package io.gristworks.store;

import static io.gristworks.store.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.rule.QueueRule;
import io.gristworks.core.rule.Stop;
import io.gristworks.core.rule.TenantRule;
import io.gristworks.store.rule.RuleStore;
import io.gristworks.store.rule.RuleStore.Scope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RuleStoreTest extends OnEachDatabase {
  private RuleStore rules;

  @BeforeEach
  void openRules() {
    rules = new JdbcRuleStore(database, () -> NOON);
    rules.release();
  }

  @Test
  void whatIsPutIsReadAgainUntilItIsDropped() {
    var rule = new TenantRule(4, new JobLimits(10, 2.5), 1_000);
    rules.put("acme", new TenantRule(2, JobLimits.NONE, 0), "ann");
    rules.put("acme", rule, "ann");
    rules.putQueue("gpu", new QueueRule(5, new JobLimits(3, 0)), "ann");
    rules.put(Scope.OPERATION, "embed", new JobLimits(0, 0.5), "ann");
    var read = rules.read();
    assertThat(read.tenant("acme")).isEqualTo(rule);
    assertThat(read.queues()).containsEntry("gpu", new QueueRule(5, new JobLimits(3, 0)));
    assertThat(read.operations()).containsEntry("embed", new JobLimits(0, 0.5));
    assertThat(rules.dropTenant("acme")).isTrue();
    assertThat(rules.drop(Scope.QUEUE, "gpu")).isTrue();
    assertThat(rules.drop(Scope.OPERATION, "embed")).isTrue();
    assertThat(rules.dropTenant("acme")).isFalse();
    assertThat(rules.read().tenant("acme")).isEqualTo(TenantRule.USUAL);
    assertThat(rules.read().queues()).doesNotContainKey("gpu");
  }

  @Test
  void aRateThatNoLimitCanHaveIsReadAsTheNearest() {
    rules.put(Scope.QUEUE, "endless", new JobLimits(0, 1), "ann");
    database.transaction(
        "spoil a rule",
        connection -> {
          try (var statement =
              connection.prepareStatement(
                  "UPDATE cluster_rule SET per_second = ? WHERE name = 'endless'")) {
            statement.setDouble(1, Double.POSITIVE_INFINITY);
            return statement.executeUpdate();
          }
        });
    assertThat(rules.read().queues())
        .containsEntry("endless", new QueueRule(1, new JobLimits(0, JobLimits.PER_SECOND_MAX)));
    rules.drop(Scope.QUEUE, "endless");
  }

  @Test
  void newsAreReadOnlyWhereThereAreSome() {
    long revision = rules.read().revision();
    assertThat(rules.readUnless(revision)).isEmpty();
    rules.put("acme", TenantRule.USUAL, "ann");
    assertThat(rules.readUnless(revision))
        .hasValueSatisfying(read -> assertThat(read.revision()).isGreaterThan(revision));
  }

  @Test
  void aSecondStopChangesNothingAndARepeatedReleaseNeither() {
    var first = new Stop("the database burns", "ann", NOON);
    assertThat(rules.stop(first)).isEqualTo(first);
    assertThat(rules.stop(new Stop("again", "bob", NOON.plusSeconds(9)))).isEqualTo(first);
    assertThat(rules.read().stop()).contains(first);
    assertThat(rules.release()).isTrue();
    assertThat(rules.release()).isFalse();
    assertThat(rules.read().stop()).isEmpty();
  }
}
