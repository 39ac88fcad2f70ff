package io.gristworks.client;

/**
 * The name of something submitted: a batch ({@code b0123...}) or one job of it ({@code
 * b0123....name}).
 *
 * @param value the text as the server wrote it
 */
public record WorkId(String value) {
  /** Checks that there is a name at all; whether it exists, the server knows. */
  public WorkId {
    if (value.isBlank() || value.startsWith(".") || value.endsWith(".")) {
      throw new IllegalArgumentException("not the id of a batch or a job: '" + value + "'");
    }
  }

  /** Whether it names one job; else it names a whole batch. */
  public boolean isJob() {
    return value.indexOf('.') > 0;
  }

  /** The batch, of a job the one it belongs to. */
  public WorkId batch() {
    return isJob() ? new WorkId(value.substring(0, value.indexOf('.'))) : this;
  }

  /** The job {@code name} of this batch. */
  public WorkId job(String name) {
    return new WorkId(batch().value + "." + name);
  }

  @Override
  public String toString() {
    return value;
  }
}
