package io.gristworks.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventParserTest {
  @Test
  void fieldsCommentsAndManyLinesOfDataAreReadAsTheStandardSays() {
    assertThat(
            parse(
                """
                : a comment
                event: progress
                id: 7
                data: {"a":
                data:1}
                retry: 10
                unknown

                data

                id: 8

                event: dropped

                data:  two blanks

                """))
        .containsExactly(
            new ServerSentEvent("progress", "7", "{\"a\":\n1}"),
            new ServerSentEvent("message", "7", ""),
            new ServerSentEvent("message", "8", " two blanks"));
  }

  @Test
  void anEventThatDidNotEndIsNone() {
    assertThat(parse("data: half\n")).isEmpty();
  }

  private static List<ServerSentEvent> parse(String text) {
    var parser = new EventParser("");
    return text.lines().map(parser::take).flatMap(Optional::stream).toList();
  }
}
