package io.gristworks.cli.session;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The machine as a command sees it; a test makes its own.
 *
 * @param out for what was asked for
 * @param err for what is said besides: progress, notes, errors
 * @param in for {@code -}
 * @param environment the environment variables
 * @param home the user's home directory
 * @param installation the directory with {@code grist} and {@code modules}
 * @param screen what {@code err} goes to
 * @param nanos a clock that never goes back
 */
public record CommandEnvironment(
    PrintWriter out,
    PrintWriter err,
    InputStream in,
    Map<String, String> environment,
    Path home,
    Path installation,
    Screen screen,
    LongSupplier nanos) {

  /** Those of this process. */
  public static CommandEnvironment ofThisProcess() {
    var environment = System.getenv();
    return new CommandEnvironment(
        new PrintWriter(System.out, false, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, terminalCharset()),
        System.in,
        environment,
        Path.of(System.getProperty("user.home", ".")),
        Path.of(System.getProperty("gristworks.home", ".")).toAbsolutePath(),
        Screen.ofThisProcess(environment),
        System::nanoTime);
  }

  private static Charset terminalCharset() {
    return Charset.forName(System.getProperty("stderr.encoding", "UTF-8"), StandardCharsets.UTF_8);
  }
}
