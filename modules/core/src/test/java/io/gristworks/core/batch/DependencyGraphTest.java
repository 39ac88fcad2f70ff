package io.gristworks.core.batch;

import static io.gristworks.core.batch.Sample.job;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DependencyGraphTest {

  @Test
  void jobsThatWaitForEachOtherAreSpelledOut() {
    var jobs = List.of(job("load"), job("a", "load", "c"), job("b", "a"), job("c", "b"));
    assertThat(DependencyGraph.findCycle(jobs)).contains(List.of("a", "c", "b", "a"));
  }

  @Test
  void aJobThatWaitsForItselfIsACircle() {
    assertThat(DependencyGraph.findCycle(List.of(job("a", "a")))).contains(List.of("a", "a"));
  }

  @Test
  void aDiamondIsNoCircle() {
    var jobs = List.of(job("top"), job("l", "top"), job("r", "top"), job("end", "l", "r", "top"));
    assertThat(DependencyGraph.findCycle(jobs)).isEmpty();
  }

  @Test
  void aChainOfAThousandJobsNeedsNoDeepStack() {
    var jobs = new ArrayList<JobSpec>();
    for (int at = 0; at < 1_000; at++) {
      jobs.add(job("j" + at, "j" + (at + 1)));
    }
    assertThat(DependencyGraph.findCycle(jobs)).isEmpty();
    jobs.add(job("j1000", "j0"));
    assertThat(DependencyGraph.findCycle(jobs))
        .hasValueSatisfying(c -> assertThat(c).hasSize(1002));
  }
}
