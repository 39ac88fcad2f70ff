package io.gristworks.node;

import io.gristworks.core.retention.PurgeSettings;
import io.gristworks.engine.bulk.BulkSettings;
import java.time.Duration;

/**
 * How the cluster's services behave; see {@link ClusterServices}.
 *
 * @param purge when ended batches are deleted
 * @param schedulesEvery how soon a changed schedule is noticed
 * @param bulk how bulk operations are carried out
 * @param orphansAfter how old an upload without a batch becomes
 * @param orphansEvery how often such are looked for
 */
public record ServiceSettings(
    PurgeSettings purge,
    Duration schedulesEvery,
    BulkSettings bulk,
    Duration orphansAfter,
    Duration orphansEvery) {
  private static final String SCHEDULES_EVERY = "gristworks.engine.schedule.look-every";
  private static final String BULK_EVERY = "gristworks.engine.bulk.look-every";
  private static final String PAGE = "gristworks.engine.bulk.page";
  private static final int PAGE_MOST = 10_000;

  static ServiceSettings of(SettingsReader read) {
    var purge =
        new PurgeSettings(
            read.time("gristworks.engine.retention.keep"),
            read.time("gristworks.engine.retention.every"),
            read.time("gristworks.engine.retention.pause"),
            read.number("gristworks.engine.retention.at-once"));
    int page = read.number(PAGE);
    if (page < 1 || page > PAGE_MOST) {
      throw new CannotStart(PAGE + " is " + page + "; it must be 1 to " + PAGE_MOST);
    }
    return new ServiceSettings(
        purge,
        aboveZero(read, SCHEDULES_EVERY),
        BulkSettings.usual(aboveZero(read, BULK_EVERY), page, purge.keep()),
        read.time("gristworks.store.orphans-after"),
        read.time("gristworks.store.orphans-every"));
  }

  private static Duration aboveZero(SettingsReader read, String path) {
    var time = read.time(path);
    if (!time.isPositive()) {
      throw new CannotStart(path + " is " + time + "; it must be above 0");
    }
    return time;
  }
}
