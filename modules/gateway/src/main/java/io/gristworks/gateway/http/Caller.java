package io.gristworks.gateway.http;

import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * Who asks. The one place where a request becomes a tenant: authentication belongs here, and
 * nowhere else.
 *
 * @param tenant whose batches they see and submit
 */
public record Caller(String tenant) {
  private static final Caller DEFAULT = new Caller("default");

  /** Who sent {@code request}: everybody is the tenant {@code default}. */
  @SuppressWarnings("unused") // the request says nothing about its sender that counts
  public static Caller of(HttpRequest request) {
    return DEFAULT;
  }
}
