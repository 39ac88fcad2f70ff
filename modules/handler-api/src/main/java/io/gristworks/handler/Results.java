package io.gristworks.handler;

import java.util.Iterator;

/**
 * The results of the jobs that a reduce job waits for: of each task that had succeeded when the
 * reduce job could begin, exactly one, which is the one that a user reads.
 *
 * <p>They come job by job, in the order in which the reduce job names those that it waits for;
 * within a job in the order in which outcomes were accepted, which is that of the tasks only by and
 * large. Another attempt sees the same order. They are read as they are asked for: two blocks of
 * some thousand results are in memory, and a bit for each task, however many there are.
 *
 * <p>For the thread of the handler's call, until the call ends.
 *
 * @param <I> what one result becomes: the operation's input type, which is read from the JSON that
 *     the other job's handler wrote; {@code byte[]} for the JSON text itself
 */
public interface Results<I> extends Iterable<Results.Result<I>> {

  /**
   * One result.
   *
   * @param job the name of the job that it comes from
   * @param task the index of its task there, from 0
   * @param value the result
   */
  record Result<I>(String job, long task, I value) {}

  /**
   * All results from the first one on; each call begins anew.
   *
   * <p>Where a result cannot be read, or is not what the operation takes, {@code next} or {@code
   * hasNext} throws, and the attempt has failed with it, whatever the handler makes of that.
   */
  @Override
  Iterator<Result<I>> iterator();
}
