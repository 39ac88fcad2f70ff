package io.gristworks.bench.gristworks;

import io.gristworks.bench.contest.JdbcUrl;
import java.util.Map;

/** A question about Gristworks alone, which no peer could be asked. */
public enum Study {
  /** How fast a status is read while much else runs. */
  STATUS("GET status of a running batch while 200 other batches run", new StatusStudy()),
  /** How well two nodes share a heavy tail whose longest tasks come last. */
  STEAL(
      "sleeping tasks, the longest last, on two nodes: 6,000 Pareto-like; 4,000 like W5",
      new StealStudy()),
  /** Whether many small tenants get through beside a large one, and weights are kept. */
  FAIRNESS(
      "one tenant with 1,000,000 tasks of 5 ms against 50 with 10 each; shares by weight",
      new FairnessStudy()),
  /** Whether what a job says of its end comes true. */
  ETA("120,000 tasks of 10 ms, and 25,000 of 2 to 200 ms, on 64 workers: the eta", new EtaStudy()),
  /** What a job of one task, or of ten, costs. */
  JOBS(
      "jobs of one and of ten tasks, by 1, 16 and 64 clients; costs are those of a job",
      new JobsStudy());

  private final String question;

  private final Course course;

  Study(String question, Course course) {
    this.question = question;
    this.course = course;
  }

  /** How a study is made: figures by name, in the order in which they are shown. */
  interface Course {
    Map<String, Double> run(JdbcUrl database) throws Exception;
  }

  /** In a few words, what is looked at. */
  public String question() {
    return question;
  }

  /**
   * Makes the study in this JVM; takes a minute at most on an idle machine.
   *
   * @param database an empty database
   * @return figures by name
   * @throws Exception if anything was not as it must be for the figures to mean something
   */
  public Map<String, Double> run(JdbcUrl database) throws Exception {
    return course.run(database);
  }
}
