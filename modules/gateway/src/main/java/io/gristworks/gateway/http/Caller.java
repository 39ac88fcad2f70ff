package io.gristworks.gateway.http;

import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * Who asks, and what they may. The one place where a request becomes a tenant: authentication
 * belongs here, and nowhere else.
 *
 * @param tenant whose batches they see and submit
 * @param name by which others are told who did something
 * @param isAdmin whether they may do what is for admins
 */
public record Caller(String tenant, String name, boolean isAdmin) {
  private static final String TENANT = "default";
  private static final Caller ADMIN = new Caller(TENANT, "admin", true);
  private static final Caller ANYONE = new Caller(TENANT, "anonymous", false);

  /** The tenant itself, by way of something that it was allowed to set up: a schedule, say. */
  public Caller(String tenant) {
    this(tenant, "gristworks", true);
  }

  /** Who sent {@code request}: everybody on this machine is an admin. */
  public static Caller of(HttpRequest request) {
    return request
            .getAttribute(AttributeKeys.remoteAddress)
            .flatMap(remote -> remote.getAddress())
            .filter(address -> address.isLoopbackAddress())
            .isPresent()
        ? ADMIN
        : ANYONE;
  }

  /**
   * Goes on where they are an admin.
   *
   * @param what what it is that only admins may
   * @throws ProblemFound 403
   */
  public void requireAdmin(String what) {
    if (!isAdmin) {
      throw new ProblemFound(Problem.forbidden(what + " is for admins"));
    }
  }
}
