package io.gristworks.gateway.http;

import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.MediaTypes;

/** The types of bodies that are spoken here. */
public enum Media {
  /** {@code application/json}, or no type at all. */
  JSON,
  /** {@code application/x-ndjson}, also known as {@code application/jsonl}. */
  NDJSON,
  /** {@code text/csv}. */
  CSV,
  /** Anything else. */
  OTHER;

  /** {@code application/x-ndjson}. */
  public static final ContentType NDJSON_TYPE = utf8("application", "x-ndjson");

  /** {@code application/problem+json}. */
  public static final ContentType PROBLEM_TYPE = utf8("application", "problem+json");

  /** {@code text/event-stream}. */
  public static final ContentType EVENTS_TYPE = utf8("text", "event-stream");

  /** {@code text/csv; charset=UTF-8}. */
  public static final ContentType CSV_TYPE = ContentTypes.TEXT_CSV_UTF8;

  private static ContentType utf8(String main, String sub) {
    return ContentTypes.create(
        MediaTypes.customWithFixedCharset(main, sub, HttpCharsets.UTF_8, Map.of(), false));
  }

  /** What the body of {@code request} says it is. */
  public static Media of(HttpRequest request) {
    var type = request.entity().getContentType();
    if (type.equals(ContentTypes.NO_CONTENT_TYPE)) {
      return JSON;
    }
    return switch (type.mediaType().toString()) {
      case "application/json" -> JSON;
      case "application/x-ndjson", "application/ndjson", "application/jsonl" -> NDJSON;
      case "application/x-jsonlines" -> NDJSON;
      case "text/csv" -> CSV;
      default -> OTHER;
    };
  }
}
