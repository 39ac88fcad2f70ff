package io.gristworks.bench;

import io.gristworks.bench.contest.JdbcUrl;
import io.gristworks.bench.gristworks.Study;
import io.gristworks.bench.report.Finding;

/** The main class of a child JVM that makes one study: one line of JSON on stdout. */
public final class StudyMain {
  private StudyMain() {}

  /** Makes the study named first in the database given second; 0 if there are figures, else 1. */
  public static void main(String[] arguments) {
    System.exit(run(Study.valueOf(arguments[0]), new JdbcUrl(arguments[1])));
  }

  private static int run(Study study, JdbcUrl database) {
    try {
      var finding = new Finding(study, study.run(database));
      System.out.println(Assignment.JSON.writeValueAsString(finding));
      return 0;
    } catch (Exception failed) {
      failed.printStackTrace();
      return 1;
    }
  }
}
