package io.gristworks.core.schedule;

/** The fields of a cron expression, in their order, and what each takes. */
enum CronField {
  SECOND("second", "0-59", "0"),
  MINUTE("minute", "0-59", "0"),
  HOUR("hour", "0-23", "0"),
  DAY_OF_MONTH(
      "day of month",
      "1-31, L (the last day), LW (the last weekday), 15W (the weekday nearest the 15th)",
      "*"),
  MONTH("month", "1-12, JAN-DEC", "*"),
  DAY_OF_WEEK(
      "day of week",
      "0-7 (0 and 7 are Sunday), SUN-SAT, 5L (the last Friday), 5#2 (the second Friday)",
      "*");

  private final String words;
  private final String allowed;
  private final String harmless;

  CronField(String words, String allowed, String harmless) {
    this.words = words;
    this.allowed = allowed;
    this.harmless = harmless;
  }

  /** What is surely in order there, for trying the other fields one by one. */
  String harmless() {
    return harmless;
  }

  /** What is wrong with {@code text} in this field. */
  InvalidCron refuse(String text) {
    return new InvalidCron(
        words
            + " is '"
            + text
            + "'; allowed are "
            + allowed
            + ", and of these * (all), lists (1,2), ranges (1-5) and steps (*/5, 10-20/2)");
  }
}
