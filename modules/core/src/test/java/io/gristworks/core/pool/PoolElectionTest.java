package io.gristworks.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.pool.PoolElection.Step;
import io.gristworks.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Who hosts the pool, and how soon another one does. */
class PoolElectionTest {
  private static final long MILLISECOND = 1_000_000;
  private static final long SECOND = 1_000 * MILLISECOND;
  private static final List<String> ALL = List.of("ana", "bob", "cem");

  private static PoolElection candidate(String name) {
    var election = new PoolElection(name, ALL.indexOf(name) + 1, 0, 0);
    election.candidates(ALL);
    return election;
  }

  /** When it begins a pool; negative if not within ten seconds. */
  private static long begins(PoolElection election, long from) {
    for (long now = from; now < from + 10 * SECOND; now += 200 * MILLISECOND) {
      if (election.tick(now) == Step.BEGIN) {
        return now - from;
      }
    }
    return -1;
  }

  @Test
  void theOldestBeginsAtOnceAndTheOthersWait() {
    assertThat(begins(candidate("ana"), 0)).isZero();
    assertThat(begins(candidate("bob"), 0)).isGreaterThan(3 * SECOND);
    assertThat(begins(new PoolElection("stranger", 9, 0, 0), 0)).isNegative();
  }

  @Test
  void aSilentPoolIsReplacedByTheNextWithinFourSeconds() {
    var bob = candidate("bob");
    var cem = candidate("cem");
    long epoch = PoolEpoch.after(0, 1);
    for (long now = 0; now < 20 * SECOND; now += SECOND) {
      assertThat(bob.heard(epoch, "ana", now)).isEqualTo(Step.NOTHING);
      cem.heard(epoch, "ana", now);
      assertThat(bob.tick(now)).isEqualTo(Step.NOTHING);
    }
    assertThat(begins(bob, 19 * SECOND)).isBetween(3 * SECOND, 4 * SECOND);
    assertThat(bob.epoch()).isGreaterThan(epoch);
    assertThat(begins(cem, 19 * SECOND)).as("were bob dead, too").isLessThan(4 * SECOND);
  }

  @Test
  void aPoolThatResignsIsReplacedAtOnceAndByAnother() {
    var ana = candidate("ana");
    assertThat(begins(ana, 0)).isZero();
    var bob = candidate("bob");
    bob.heard(ana.epoch(), "ana", SECOND);
    bob.resigned(ana.epoch(), 2 * SECOND);
    ana.resigned(ana.epoch(), 2 * SECOND);
    assertThat(begins(bob, 2 * SECOND)).isZero();
    assertThat(begins(ana, 2 * SECOND)).isGreaterThan(3 * SECOND);
  }

  @Test
  void anEarlierPoolEndsWhenItHearsOfALaterOneAndIsContradicted() {
    var ana = candidate("ana");
    begins(ana, 0);
    long earlier = ana.epoch();
    long later = PoolEpoch.after(earlier, 2);
    assertThat(ana.heard(later, "bob", SECOND)).isEqualTo(Step.END);
    assertThat(ana.hosts()).isFalse();
    assertThat(ana.heard(earlier, "ana", SECOND)).isEqualTo(Step.CONTRADICT);
  }

  @Test
  void grantsOfLaterPoolsHaveHigherNumbers() {
    long one = PoolEpoch.after(0, 1023);
    long two = PoolEpoch.after(one, 1);
    assertThat(PoolEpoch.firstGrant(two)).isGreaterThan(PoolEpoch.firstGrant(one) + (1L << 37));
    assertThat(PoolEpoch.of(PoolEpoch.firstGrant(one) + (1L << 37))).isEqualTo(one);
    assertThat(PoolEpoch.of(PoolEpoch.firstGrant(two))).isEqualTo(two);
  }

  /** Whoever dies and whatever is lost, in the end there is one pool, and all know it. */
  @Seeds(200)
  void inTheEndThereIsOnePool(RandomGenerator random) {
    var elections = new ArrayList<PoolElection>();
    ALL.forEach(name -> elections.add(candidate(name)));
    for (long now = 0; now < 60 * SECOND; now += 100 * MILLISECOND) {
      boolean trouble = now < 30 * SECOND;
      for (var one : elections) {
        one.tick(now);
        if (one.hosts() && now % SECOND == 0) {
          for (var other : elections) {
            if (other != one && (!trouble || random.nextBoolean())) {
              tell(other, one, now);
            }
          }
        }
      }
    }
    assertThat(elections.stream().filter(PoolElection::hosts)).hasSize(1);
    assertThat(elections)
        .extracting(PoolElection::epoch)
        .containsOnly(elections.getFirst().epoch());
  }

  private static void tell(PoolElection other, PoolElection one, long now) {
    var name = ALL.get((int) (one.epoch() & 1023) - 1);
    if (other.heard(one.epoch(), name, now) == Step.CONTRADICT) {
      one.heard(other.epoch(), ALL.get((int) (other.epoch() & 1023) - 1), now);
    }
  }
}
