package io.gristworks.bench.contest;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.regex.Pattern;

/**
 * Where a database is, with user and password as parameters: {@code
 * jdbc:postgresql://host:5432/name?user=u&password=p}.
 */
public record JdbcUrl(String value) {
  private static final Pattern DATABASE =
      Pattern.compile("(jdbc:postgresql://[^/]+/)([^?]*)(\\?.*)?");

  /**
   * Checks the form of the URL.
   *
   * @throws IllegalArgumentException if it is not a PostgreSQL URL that names a host and a database
   */
  public JdbcUrl {
    if (!DATABASE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "not of the form jdbc:postgresql://host:port/database?user=…: " + value);
    }
  }

  /** The same server and user, another database. */
  public JdbcUrl database(String name) {
    return new JdbcUrl(DATABASE.matcher(value).replaceFirst("$1" + name + "$3"));
  }

  /** The same place with one more parameter of the driver. */
  public JdbcUrl with(String parameter, String setting) {
    return new JdbcUrl(value + (value.contains("?") ? '&' : '?') + parameter + "=" + setting);
  }

  /** A new connection, the caller's to close. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(value);
  }
}
