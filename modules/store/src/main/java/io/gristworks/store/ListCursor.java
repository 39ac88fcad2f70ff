package io.gristworks.store;

import io.gristworks.store.view.BatchViews.InvalidCursor;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/**
 * The last row of a page: the next page begins behind it, whatever came in meanwhile.
 *
 * @param position the job's place in its batch, 0 in a list of batches
 */
record ListCursor(Instant createdAt, String batch, int position) {

  static ListCursor parse(String text) {
    try {
      var parts =
          new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", -1);
      if (parts.length == 3) {
        return new ListCursor(Instant.parse(parts[0]), parts[1], Integer.parseInt(parts[2]));
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new InvalidCursor(text, e);
    }
    throw new InvalidCursor(text, null);
  }

  String text() {
    var plain = createdAt + " " + batch + " " + position;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }
}
