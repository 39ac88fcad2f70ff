package io.gristworks.cli.control;

import io.gristworks.cli.session.UsageError;
import java.util.ArrayList;
import picocli.CommandLine.Option;

/** How much goes on at a time; what is not named has no limit. */
public final class LimitOptions {
  @Option(names = "--max-concurrent", paramLabel = "N", description = "The most tasks at once.")
  private int maxConcurrent;

  @Option(
      names = "--per-second",
      paramLabel = "N",
      description = "The most tasks handed out a second, such as 0.5.")
  private double perSecond;

  @Option(names = "--none", description = "No limits.")
  private boolean none;

  /** Goes on where something was said, and nothing against it. */
  public void require() {
    if (none == (maxConcurrent != 0 || perSecond != 0)) {
      throw new UsageError("say --max-concurrent N or --per-second N or both, or --none");
    }
    if (!(perSecond >= 0 && Double.isFinite(perSecond))) {
      throw new UsageError("--per-second must be a finite number from 0, was " + perSecond);
    }
  }

  /** The most tasks at once; 0 for no limit. */
  public int maxConcurrent() {
    return maxConcurrent;
  }

  /** The most tasks handed out a second; 0 for no limit. */
  public double perSecond() {
    return perSecond;
  }

  /** In words. */
  public String said() {
    var words = new ArrayList<String>();
    if (maxConcurrent > 0) {
      words.add("at most " + maxConcurrent + " tasks at once");
    }
    if (perSecond > 0) {
      words.add("at most " + perSecond + " tasks a second");
    }
    return words.isEmpty() ? "no limits" : String.join(", ", words);
  }
}
