package io.gristworks.node;

import io.gristworks.store.Dialect;
import io.gristworks.store.StoreSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the data is; see {@code config/store.conf}.
 *
 * @param store the database, and the connections for all but the journal
 * @param journalConnections the journal's own connections
 * @param migrate whether to bring the tables up to date at the start
 */
public record DatabaseSettings(StoreSettings store, int journalConnections, boolean migrate) {

  static DatabaseSettings of(SettingsReader read, Path data) {
    var url = read.text("gristworks.store.url");
    var base =
        url.isEmpty()
            ? StoreSettings.embedded(data)
            : StoreSettings.of(
                url,
                orNull(read.text("gristworks.store.user")),
                orNull(read.text("gristworks.store.password")));
    var store =
        new StoreSettings(
            base.url(),
            base.user(),
            base.password(),
            read.number("gristworks.store.max-connections"),
            read.time("gristworks.store.connect-timeout"));
    return new DatabaseSettings(
        store,
        read.number("gristworks.store.journal-connections"),
        store.dialect() == Dialect.H2 || read.yes("gristworks.store.migrate"));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
