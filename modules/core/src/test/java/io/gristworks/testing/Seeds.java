package io.gristworks.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test once for each of the seeds 1 to {@link #value}. The test takes the seed as a {@code
 * long}, or a {@link java.util.random.RandomGenerator} that starts from it; both where it likes.
 *
 * <p>A failure names its seed. {@code -Dgristworks.seed=4711} runs that one alone; {@code
 * -Dgristworks.seeds=10} ten times as many.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(SeedsExtension.class)
public @interface Seeds {
  /** How many seeds, from 1. */
  int value();
}
