package io.gristworks.core.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The due times of a cron expression in a zone.
 *
 * <p>When clocks change, an expression with fixed hours means times of day: each comes once a day.
 * One that the gap in spring leaves out comes when the gap ends (several of them once), one that
 * autumn offers twice comes the first time. An expression with {@code *} or {@code *}{@code /n} for
 * the hour means a rhythm: it goes by what the clock on the wall shows, so it neither pauses for
 * the hour that comes twice nor makes up for the hour that does not come.
 */
public final class DueTimes {
  private static final Duration STEP = Duration.ofSeconds(1);

  private final Cron cron;
  private final ZoneId zone;

  private DueTimes(Cron cron, ZoneId zone) {
    this.cron = cron;
    this.zone = zone;
  }

  /**
   * The timetable of an expression.
   *
   * @param cron five fields, six with seconds first, or a word such as {@code @daily}
   * @throws InvalidCron where it is none
   */
  public static DueTimes of(String cron, ZoneId zone) {
    return new DueTimes(Cron.parse(cron), zone);
  }

  /** The first due time strictly after {@code moment}; null where none is left. */
  public @Nullable Instant after(Instant moment) {
    return cron.isEveryHour() ? byTheWall(moment) : byTheCalendar(moment);
  }

  private @Nullable Instant byTheWall(Instant moment) {
    var rules = zone.getRules();
    var from = moment;
    var offset = rules.getOffset(from);
    var local = LocalDateTime.ofInstant(from, offset);
    while (true) {
      var found = cron.after(local);
      if (found == null) {
        return null;
      }
      var due = found.toInstant(offset);
      var change = rules.nextTransition(from);
      if (change == null || due.isBefore(change.getInstant())) {
        return due;
      }
      from = change.getInstant();
      offset = change.getOffsetAfter();
      local = change.getDateTimeAfter().minusNanos(1); // the first moment after it may be due
    }
  }

  private @Nullable Instant byTheCalendar(Instant moment) {
    for (var local = cron.after(LocalDateTime.ofInstant(moment, zone));
        local != null;
        local = cron.after(local)) {
      var due = resolve(local);
      if (due.isAfter(moment)) {
        return due;
      }
    }
    return null;
  }

  /** Never decreases as {@code local} grows. */
  private Instant resolve(LocalDateTime local) {
    var rules = zone.getRules();
    var gap = rules.getTransition(local);
    return gap != null && gap.isGap()
        ? gap.getInstant()
        : local.toInstant(rules.getValidOffsets(local).getFirst());
  }

  /** The next due times strictly after {@code moment}, at most {@code count} of them. */
  public List<Instant> next(Instant moment, int count) {
    return between(moment, Instant.MAX, count);
  }

  /** The first due times in ({@code after}, {@code until}], at most {@code most} of them. */
  List<Instant> between(Instant after, Instant until, int most) {
    var found = new ArrayList<Instant>();
    for (var due = after(after); due != null && !due.isAfter(until); due = after(due)) {
      found.add(due);
      if (found.size() == most) {
        break;
      }
    }
    return found;
  }

  /**
   * The last due times in ({@code after}, {@code until}], at most {@code most} of them, oldest
   * first. However many there are before: it halves the time in which they lie until few enough are
   * left.
   */
  List<Instant> latest(Instant after, Instant until, int most) {
    if (!after.isBefore(until)) {
      return List.of();
    }
    var all = between(after, until, most + 1);
    if (all.size() <= most) {
      return all;
    }
    var tooEarly = after;
    var lateEnough = until;
    while (Duration.between(tooEarly, lateEnough).compareTo(STEP) > 0) {
      var middle = tooEarly.plus(Duration.between(tooEarly, lateEnough).dividedBy(2));
      if (between(middle, until, most + 1).size() > most) {
        tooEarly = middle;
      } else {
        lateEnough = middle;
      }
    }
    return between(lateEnough, until, most);
  }
}
