package io.gristworks.deploy;

import java.util.List;
import java.util.function.Function;

/** What must hold of the Kubernetes manifests. */
enum Rule {
  OPEN_API(SchemaRules::openApi),
  KNOWN_FIELDS(SchemaRules::knownFields),
  QUANTITIES(SchemaRules::quantities),
  RESTRICTED(PodRules::restricted),
  ENFORCED_BY_THE_NAMESPACE(PodRules::enforcedByTheNamespace),
  PROBED(PodRules::probed),
  SIZED(PodRules::sized),
  GIVEN_TIME_TO_LEAVE(PodRules::givenTimeToLeave),
  PINNED(PodRules::pinned),
  ALL_ROLES_PLAYED(PodRules::allRolesPlayed),
  CAN_WRITE_WHAT_IT_MUST(PodRules::canWriteWhatItMust),
  ROLLED_ONE_BY_ONE(PodRules::rolledOneByOne),
  EVERY_FILE_LISTED(WiringRules::everyFileListed),
  BUDGETED(WiringRules::budgeted),
  SELECTED(WiringRules::selected),
  SPREAD(WiringRules::spread),
  PORTED(WiringRules::ported),
  REFERRING(WiringRules::referring),
  ALLOWED_TO_LOOK(ClusterRules::allowedToLook),
  FINDABLE(ClusterRules::findable),
  BOUND_TO_THE_POD(ClusterRules::boundToThePod),
  FENCED(ClusterRules::fenced),
  GUARDED(ClusterRules::guarded);

  @SuppressWarnings("ImmutableEnumChecker") // a static method, which remembers nothing
  private final transient Function<Manifests, List<String>> check;

  Rule(Function<Manifests, List<String>> check) {
    this.check = check;
  }

  /** What breaks this rule, in sentences; empty where it is kept. */
  List<String> breaches(Manifests manifests) {
    return check.apply(manifests);
  }
}
