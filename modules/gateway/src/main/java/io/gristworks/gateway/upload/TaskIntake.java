package io.gristworks.gateway.upload;

import io.gristworks.engine.operation.BadInput;
import io.gristworks.engine.operation.BoundOperation;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The gate through which each task passes: bounded, checked by its operation, hashed, and handed to
 * the upload. Costs no object a task beyond what the operation's check makes. One thread.
 */
public final class TaskIntake {
  private static final int LONGEST_ID = 256;
  private static final byte ID_FOLLOWS = 1;
  private static final byte END = '\n';

  private final BoundOperation<?, ?, ?> operation;
  private final Upload upload;
  private final MessageDigest digest;
  private final int maxTaskBytes;
  private final int maxTasks;
  private final String pointer;

  /**
   * A gate.
   *
   * @param digest takes in everything that passes
   * @param pointer where the tasks are, for faults
   */
  public TaskIntake(
      BoundOperation<?, ?, ?> operation,
      Upload upload,
      MessageDigest digest,
      int maxTaskBytes,
      int maxTasks,
      String pointer) {
    this.operation = operation;
    this.upload = upload;
    this.digest = digest;
    this.maxTaskBytes = maxTaskBytes;
    this.maxTasks = maxTasks;
    this.pointer = pointer;
  }

  /** How many tasks have passed. */
  public int tasks() {
    return upload.tasks();
  }

  /** The longest task that passes, in bytes. */
  int maxTaskBytes() {
    return maxTaskBytes;
  }

  /**
   * Lets the next task pass, which may be in its envelope.
   *
   * @param line the line it stands on, from 1; 0 where lines say nothing
   * @throws ProblemFound 422 where it may not
   */
  void accept(byte[] bytes, int offset, int length, long line) {
    if (CustomId.mayBe(bytes, offset, length)) {
      var envelope = CustomId.read(bytes, offset, length);
      if (envelope != null) {
        accept(bytes, envelope.start(), envelope.length(), envelope.customId(), "/input", line);
        return;
      }
    }
    accept(bytes, offset, length, null, "", line);
  }

  /** Lets the next task pass, which is out of its envelope. */
  void accept(
      byte[] bytes, int offset, int length, @Nullable String customId, String below, long line) {
    if (length > maxTaskBytes) {
      throw tooLong(line, length);
    }
    if (upload.tasks() == maxTasks) {
      throw new ProblemFound(
          Problem.invalid(pointer, "there are more tasks than the limit of " + maxTasks));
    }
    try {
      operation.checkInput(bytes, offset, length);
    } catch (BadInput e) {
      throw refused(line, below + e.pointer(), e.getMessage());
    }
    if (customId != null) {
      takeIn(customId, line);
    }
    digest.update(bytes, offset, length);
    digest.update(END);
    upload.add(bytes, offset, length, customId);
  }

  private void takeIn(String customId, long line) {
    if (customId.isEmpty() || customId.length() > LONGEST_ID) {
      throw refused(
          line,
          "/custom_id",
          "custom_id must have 1 to " + LONGEST_ID + " characters, had " + customId.length());
    }
    digest.update(ID_FOLLOWS); // no JSON begins so
    digest.update(customId.getBytes(StandardCharsets.UTF_8));
    digest.update(END);
  }

  /** A task of {@code length} bytes, or more, is too long. */
  ProblemFound tooLong(long line, long length) {
    return refused(
        line, "", "the task has " + length + " bytes or more; the limit is " + maxTaskBytes);
  }

  /** The next task cannot pass. */
  ProblemFound refused(long line, String below, @Nullable String why) {
    var place = line > 0 ? "line " + line : "task " + upload.tasks();
    return new ProblemFound(
        Problem.invalid(pointer + "/" + upload.tasks() + below, place + ": " + why));
  }
}
