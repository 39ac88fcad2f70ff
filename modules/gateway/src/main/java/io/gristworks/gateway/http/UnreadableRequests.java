package io.gristworks.gateway.http;

import io.gristworks.gateway.problem.Problem;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * Answers requests that are no HTTP, or more of it than is taken: no route ever sees these. Found
 * by pekko-http through its name.
 */
public final class UnreadableRequests extends ParsingErrorHandler {

  /** Called by pekko-http. */
  public UnreadableRequests() {}

  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
    log.debug("unreadable request: status={} {}", status.intValue(), info.formatPretty());
    return Replies.problem(Problem.notHttp(status.intValue(), info.summary()));
  }
}
