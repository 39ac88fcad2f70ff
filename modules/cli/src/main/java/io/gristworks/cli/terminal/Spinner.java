package io.gristworks.cli.terminal;

import io.gristworks.cli.session.Screen;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * Shows that something without a known length goes on: turning on a screen, one line elsewhere. For
 * one thread, which calls {@link #turn} now and then.
 */
public final class Spinner implements AutoCloseable {
  private static final String[] FACES = {"|", "/", "-", "\\"};

  private final PrintWriter out;
  private final boolean turns;
  private final String what;
  private int turn;

  /** Starts on {@code out}, which goes to {@code screen}. */
  public Spinner(PrintWriter out, Screen screen, String what) {
    this.out = out;
    this.turns = screen.isTerminal();
    this.what = what;
    if (!turns) {
      out.println(what + " ...");
      out.flush();
    }
  }

  /** It still goes on, {@code since} its start. */
  public void turn(Duration since) {
    if (turns) {
      out.print(
          "\r\u001b[K"
              + FACES[turn++ % FACES.length]
              + " "
              + what
              + " ... "
              + TextFormat.time(since));
      out.flush();
    }
  }

  @Override
  public void close() {
    if (turns) {
      out.print("\r\u001b[K");
      out.flush();
    }
  }
}
