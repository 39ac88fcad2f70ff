package io.gristworks.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gristworks.bench.contest.JdbcUrl;
import io.gristworks.bench.contest.Scenario;

/**
 * What one child JVM is told to do, as its only argument.
 *
 * @param round from 1
 * @param tasks tasks of the measured submission
 * @param warmUp tasks of the unmeasured submission before, 0 for none
 * @param database an empty database, by its JDBC URL
 */
record Assignment(
    String contestant, Scenario scenario, int round, int tasks, int warmUp, String database) {
  /** The spelling of everything that crosses a process or ends in a file. */
  static final ObjectMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  JdbcUrl url() {
    return new JdbcUrl(database);
  }
}
