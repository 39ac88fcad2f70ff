package io.gristworks.cli.control;

import io.gristworks.cli.session.Session;
import io.gristworks.cli.session.UsageError;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code grist limits}: how much of it may go on at a time. */
@Command(
    name = "limits",
    description = "Limit how much of it goes on at a time; what is not named has no limit then.")
public final class LimitsCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private Wish wish = new Wish();

  @Option(names = "--max-concurrent", paramLabel = "N", description = "The most tasks at once.")
  private int maxConcurrent;

  @Option(
      names = "--per-second",
      paramLabel = "N",
      description = "The most tasks handed out a second, such as 0.5.")
  private double perSecond;

  @Option(names = "--none", description = "No limits.")
  private boolean none;

  /** The command within that session. */
  public LimitsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    if (none == (maxConcurrent != 0 || perSecond != 0)) {
      throw new UsageError("say --max-concurrent N or --per-second N or both, or --none");
    }
    return wish.grant(
        session, (control, work) -> control.setLimits(work, maxConcurrent, perSecond), _ -> said());
  }

  private String said() {
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
