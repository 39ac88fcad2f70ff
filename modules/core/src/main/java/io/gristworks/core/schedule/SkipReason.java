package io.gristworks.core.schedule;

/** Why a due time was left out. */
public enum SkipReason {
  /** Nobody was there to run it in time. */
  MISFIRE,
  /** An earlier run went on. */
  OVERLAP
}
