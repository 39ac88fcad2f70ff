package io.gristworks.core.schedule;

/** Why a cron expression is none, in a sentence that names the field and what it takes. */
public final class InvalidCron extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  InvalidCron(String sentence) {
    super(sentence);
  }
}
