package io.gristworks.gateway.http;

import io.gristworks.core.batch.Priority;
import io.gristworks.gateway.problem.ProblemFound;
import java.util.stream.Stream;

/**
 * What only admins may, whichever request asks for it. A job that an admin gave {@code critical}
 * keeps it: whoever owns the job may append to it and retry it.
 */
public final class Permissions {
  private Permissions() {}

  /**
   * Goes on where the caller may give jobs these priorities.
   *
   * @throws ProblemFound 403
   */
  public static void requireMayGive(Caller caller, Stream<Priority> priorities) {
    if (priorities.anyMatch(Priority::goesFirst)) {
      caller.requireAdmin("priority critical");
    }
  }
}
