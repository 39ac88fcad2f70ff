package io.gristworks.core.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gristworks.core.ownership.OwnershipStep.Claim;
import io.gristworks.core.ownership.OwnershipStep.EnterAgain;
import io.gristworks.core.ownership.OwnershipStep.Join;
import io.gristworks.core.ownership.OwnershipStep.Renew;
import io.gristworks.core.ownership.OwnershipStep.Rest;
import io.gristworks.core.ownership.OwnershipStep.StepDown;
import io.gristworks.core.ownership.OwnershipStep.StepDownReason;
import io.gristworks.core.ownership.OwnershipStep.TakeOver;
import io.gristworks.core.ownership.OwnershipStep.Wait;
import io.gristworks.core.ownership.OwnershipStep.WaitReason;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClusterOwnershipTest {
  private static final String ANA = "ana";
  private static final String BOB = "bob";
  private static final MembershipView OUTSIDE = MembershipView.outside(ANA);
  private static final Wait MAY_LIVE = new Wait(WaitReason.OWNER_MAY_LIVE);

  private final ClusterOwnership ana = of(new Entrant("", false));

  private static ClusterOwnership of(Entrant entrant) {
    return new ClusterOwnership(entrant, OwnershipTimes.DEFAULT);
  }

  private static OwnerRow row(String holder, long renewals, double ageSeconds) {
    return new OwnerRow(7, "mill", holder, "", renewals, seconds(ageSeconds), false);
  }

  private static OwnerRow later(OwnerRow row) {
    return new OwnerRow(8, "rival", "eve", "", row.renewals() + 1, Duration.ZERO, false);
  }

  private static OwnerRow released(OwnerRow row) {
    return new OwnerRow(
        row.incarnation(), row.cluster(), row.holder(), "", row.renewals() + 1, row.age(), true);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis((long) (seconds * 1_000));
  }

  private static MembershipView member(boolean oldest, String... others) {
    var members = new java.util.TreeSet<>(Set.of(others));
    members.add(ANA);
    return new MembershipView(ANA, true, oldest, members);
  }

  private OwnershipStep look(OwnerRow row, MembershipView view, double atSeconds) {
    return ana.look(Optional.of(row), view, seconds(atSeconds).toNanos());
  }

  /** Ana has joined the mill, which Bob holds. */
  private void joined() {
    look(row(BOB, 1, 0.5), OUTSIDE, 0);
    assertThat(look(row(BOB, 2, 0), OUTSIDE, 1)).isInstanceOf(Join.class);
    assertThat(look(row(BOB, 3, 0), member(false, BOB), 2)).isEqualTo(new Rest());
  }

  @Test
  void aDatabaseThatNobodyOwnedIsClaimedAtOnce() {
    var none = new OwnerRow(0, "", "", "", 0, Duration.ZERO, false);

    assertThat(look(none, OUTSIDE, 0)).isEqualTo(new Claim(none));
  }

  @Test
  void aReleasedDatabaseIsClaimedAtOnce() {
    var released = released(row(BOB, 5, 1));

    assertThat(look(released, OUTSIDE, 0)).isEqualTo(new Claim(released));
  }

  @Test
  void anOwnerThatIsRenewedIsJoined() {
    assertThat(look(row(BOB, 1, 0.2), OUTSIDE, 0)).isEqualTo(MAY_LIVE);
    assertThat(look(row(BOB, 1, 0.4), OUTSIDE, 0.2)).isEqualTo(MAY_LIVE);
    assertThat(look(row(BOB, 2, 0), OUTSIDE, 0.4)).isEqualTo(new Join(row(BOB, 2, 0)));
  }

  @Test
  void whileTheOwnerLivesAndCannotBeReachedANodeTriesToJoinForEver() {
    look(row(BOB, 1, 0), OUTSIDE, 0);
    for (int second = 1; second < 10_000; second++) {
      assertThat(look(row(BOB, 1 + second, 0.3), OUTSIDE, second)).isInstanceOf(Join.class);
    }
  }

  @Test
  void anOwnerThatWasNotRenewedForItsTermIsReplaced() {
    assertThat(look(row(BOB, 1, 2), OUTSIDE, 0)).isEqualTo(MAY_LIVE);
    assertThat(look(row(BOB, 1, 9.9), OUTSIDE, 7.9)).isEqualTo(MAY_LIVE);
    assertThat(look(row(BOB, 1, 10), OUTSIDE, 8)).isEqualTo(new Claim(row(BOB, 1, 10)));
  }

  @Test
  void afterAnOutageOfTheDatabaseTheLivingClusterHasTimeToRenew() {
    assertThat(look(row(BOB, 1, 500), OUTSIDE, 0)).isEqualTo(MAY_LIVE);
    assertThat(look(row(BOB, 1, 504.9), OUTSIDE, 4.9)).isEqualTo(MAY_LIVE);
    assertThat(look(row(BOB, 2, 0), OUTSIDE, 5)).isInstanceOf(Join.class);
  }

  @Test
  void aClockOfTheDatabaseThatWasSetBackHoldsUpNobodyForLongerThanATerm() {
    assertThat(look(row(BOB, 1, -3_600), OUTSIDE, 0)).isEqualTo(MAY_LIVE);
    assertThat(look(row(BOB, 1, -3_591), OUTSIDE, 9)).isEqualTo(MAY_LIVE);
    assertThat(look(row(BOB, 1, -3_590), OUTSIDE, 10)).isInstanceOf(Claim.class);
  }

  @Test
  void aNodeThatCanOnlyMeetItsEarlierLifeClaimsAtOnce() {
    var before = new OwnerRow(7, "mill", BOB, "directory-1", 3, Duration.ZERO, false);

    assertThat(of(new Entrant("directory-1", false)).look(Optional.of(before), OUTSIDE, 0))
        .isEqualTo(new Claim(before));
    assertThat(of(new Entrant("directory-2", false)).look(Optional.of(before), OUTSIDE, 0))
        .isEqualTo(MAY_LIVE);
    assertThat(of(new Entrant("", true)).look(Optional.of(before), OUTSIDE, 0))
        .isEqualTo(new Claim(before));
  }

  @Test
  void aNodeThatStartsWaitsForTheDatabase() {
    assertThat(ana.look(Optional.empty(), OUTSIDE, 0))
        .isEqualTo(new Wait(WaitReason.DATABASE_AWAY));
  }

  @Test
  void ifSomebodyElseClaimsFirstThatClusterIsJoined() {
    look(row(BOB, 1, 20), OUTSIDE, 0);
    assertThat(look(row(BOB, 1, 25), OUTSIDE, 5)).isInstanceOf(Claim.class);

    var rival = later(row(BOB, 1, 0));
    assertThat(look(rival, OUTSIDE, 5.1)).isEqualTo(MAY_LIVE);
    var renewed = new OwnerRow(8, "rival", "eve", "", 3, Duration.ZERO, false);
    assertThat(look(renewed, OUTSIDE, 6)).isEqualTo(new Join(renewed));
  }

  @Test
  void whoWantsToJoinAClusterThatIsGoneEntersAgain() {
    look(row(BOB, 1, 0), OUTSIDE, 0);
    look(row(BOB, 2, 0), OUTSIDE, 1);

    assertThat(look(row(BOB, 2, 10), OUTSIDE, 11)).isInstanceOf(EnterAgain.class);
    assertThat(look(row(BOB, 2, 10.1), OUTSIDE, 11.1)).isInstanceOf(Claim.class);
  }

  @Test
  void whoWantsToJoinAnOwnerThatWasReplacedEntersAgain() {
    look(row(BOB, 1, 0), OUTSIDE, 0);
    look(row(BOB, 2, 0), OUTSIDE, 1);

    assertThat(look(later(row(BOB, 2, 0)), OUTSIDE, 2)).isInstanceOf(EnterAgain.class);
    assertThat(look(later(row(BOB, 2, 0)), OUTSIDE, 2.2)).isEqualTo(MAY_LIVE);
  }

  @Test
  void theFounderRenewsFromItsClaimOnUnderWhateverNameItHas() {
    var claimed = row("founder", 2, 0);
    ana.claimed(claimed, 0);

    assertThat(look(claimed, MembershipView.alone("founder"), 1)).isEqualTo(new Renew("mill"));
    assertThat(look(claimed, MembershipView.alone(ANA), 2)).isEqualTo(new Renew("mill"));
    assertThat(look(row(ANA, 3, 0), member(true, BOB), 3)).isEqualTo(new Renew("mill"));
  }

  @Test
  void theOldestMemberTakesOverFromASilentHolderFirst() {
    joined();
    var silent = row(BOB, 3, 3);

    assertThat(look(silent, member(false, BOB), 4.9)).isEqualTo(new Rest());
    assertThat(look(silent, member(true, BOB), 4.9)).isEqualTo(new TakeOver(silent));
    var longSilent = row(BOB, 3, 6);
    assertThat(look(longSilent, member(false, BOB), 7)).isEqualTo(new TakeOver(longSilent));
  }

  @Test
  void aMemberTakesOverLongBeforeAnybodyMayClaim() {
    var times = OwnershipTimes.DEFAULT;

    assertThat(times.anyTakesOverAfter().plus(times.renewEvery().multipliedBy(2)))
        .isLessThan(times.term());
  }

  @Test
  void aMemberThatLeavesOrWasDownedRenewsNoMore() {
    ana.claimed(row(ANA, 2, 0), 0);

    assertThat(look(row(ANA, 2, 5), OUTSIDE, 5)).isEqualTo(new Rest());
  }

  @Test
  void anOutageOfTheDatabaseEndsNobody() {
    joined();

    assertThat(ana.look(Optional.empty(), member(false, BOB), seconds(500).toNanos()))
        .isEqualTo(new Rest());
    assertThat(look(row(BOB, 3, 600), member(true, BOB), 600)).isInstanceOf(TakeOver.class);
  }

  @Test
  void aMemberOfAClusterThatWasReplacedEnds() {
    joined();
    var rival = later(row(BOB, 3, 0));

    assertThat(look(rival, member(false, BOB), 3))
        .isEqualTo(new StepDown(StepDownReason.CLAIMED_BY_ANOTHER, rival));
  }

  @Test
  void aMemberThatReadNothingSinceItJoinedAndWhoseClusterWasReplacedEnds() {
    look(row(BOB, 1, 0.5), OUTSIDE, 0);
    look(row(BOB, 2, 0), OUTSIDE, 1);
    var member = member(false, BOB);
    assertThat(ana.look(Optional.empty(), member, seconds(2).toNanos())).isInstanceOf(Wait.class);

    var rival = later(row(BOB, 2, 0));
    assertThat(look(rival, member, 30))
        .isEqualTo(new StepDown(StepDownReason.CLAIMED_BY_ANOTHER, rival));
  }

  @Test
  void aFounderThatWasReplacedBeforeItWasAMemberEnds() {
    ana.claimed(row("founder", 2, 0), 0);

    assertThat(look(later(row(BOB, 3, 0)), MembershipView.alone("founder"), 3))
        .isInstanceOf(StepDown.class);
  }

  @Test
  void ofTwoSidesOfOneClusterThatBothGoOnTheOneEndsThatDoesNotHoldTheRow() {
    joined();
    assertThat(look(row(BOB, 4, 0), member(true, "cid"), 3)).isEqualTo(new Rest());
    assertThat(look(row(BOB, 13, 0), member(true, "cid"), 12.9)).isEqualTo(new Rest());
    assertThat(look(row(BOB, 14, 0), member(true, "cid"), 13))
        .isEqualTo(new StepDown(StepDownReason.RENEWED_BY_A_STRANGER, row(BOB, 14, 0)));
  }

  @Test
  void aHolderThatWasRemovedAndIsSilentIsReplacedByItsCluster() {
    joined();
    look(row(BOB, 4, 0), member(true, "cid"), 3);

    assertThat(look(row(BOB, 4, 3), member(true, "cid"), 6)).isInstanceOf(TakeOver.class);
    assertThat(look(row(ANA, 5, 0), member(true, "cid"), 20)).isInstanceOf(Renew.class);
  }

  @Test
  void timesThatLeaveNoRoomForALateRenewalAreRefused() {
    assertThatThrownBy(() -> new OwnershipTimes(Duration.ofSeconds(7), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least eight times");
    assertThatThrownBy(() -> new OwnershipTimes(Duration.ofSeconds(7), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
