package io.gristworks.core.schedule;

/** What becomes of due times that passed while nobody could run them. */
public enum MisfireRule {
  /** They are left out; a time is missed once it is {@link ScheduleDecisions#GRACE} old. */
  SKIP,
  /** One run stands for all of them. */
  ONCE,
  /** Each is run, the latest {@link ScheduleDecisions#MADE_UP_MOST} of them. */
  ALL
}
