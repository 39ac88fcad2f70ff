package io.gristworks.node;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a node does. */
public enum Role {
  /** Speaks HTTP. */
  GATEWAY,
  /** Hosts coordinators and pools. */
  COORDINATOR,
  /** Runs tasks. */
  WORKER;

  /** As it is written in the configuration and in the cluster. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads a list with commas between. */
  static Set<Role> parse(String text) {
    var roles = EnumSet.noneOf(Role.class);
    for (var word : text.split(",", -1)) {
      roles.add(
          Arrays.stream(values())
              .filter(role -> role.word().equals(word.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new CannotStart(
                          "gristworks.node.roles is '"
                              + text
                              + "'; it takes gateway, coordinator and worker, with commas"
                              + " between")));
    }
    return roles;
  }
}
