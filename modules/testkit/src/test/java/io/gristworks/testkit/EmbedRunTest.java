package io.gristworks.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.operations.bulkembed.EmbedResult;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EmbedRunTest {
  @RegisterExtension static final GristTest grist = SharedNode.NODE;

  @Test
  void textsBecomeVectorsInTheirOrderAndTheSameTextTheSameVector() {
    int different = 16;
    var texts =
        IntStream.range(0, 64)
            .mapToObj(
                at ->
                    "the miller number "
                        + at % different
                        + " grinds "
                        + "corn ".repeat(at % different))
            .toArray();
    var run = grist.submit("bulk_embed", Map.of(), texts).await(SharedNode.LONG);

    assertThat(run.succeeded()).isEqualTo(64);
    var vectors = run.results(EmbedResult.class);
    assertThat(vectors).allSatisfy(each -> assertThat(each.vector()).hasSize(384));
    for (int at = different; at < 64; at++) {
      assertThat(cosine(vectors.get(at), vectors.get(at % different))).isGreaterThan(0.999);
    }
    assertThat(cosine(vectors.get(0), vectors.get(15))).isLessThan(0.99);
  }

  private static double cosine(EmbedResult one, EmbedResult other) {
    double sum = 0;
    for (int at = 0; at < one.vector().length; at++) {
      sum += one.vector()[at] * other.vector()[at];
    }
    return sum;
  }
}
