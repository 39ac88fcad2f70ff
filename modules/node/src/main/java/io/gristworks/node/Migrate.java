package io.gristworks.node;

import io.gristworks.store.Database;
import io.gristworks.store.Migrations;
import io.gristworks.store.StoreCannotOpen;

/** Brings the database's tables up to date: {@code grist migrate}. */
public final class Migrate {
  private Migrate() {}

  /** Ends with 1 and one sentence on standard error where it cannot. */
  public static void main(String[] args) {
    try {
      var settings = NodeSettings.load();
      try (var database = Database.open(settings.database().store())) {
        int steps = Migrations.migrate(database.dataSource());
        System.out.println(
            settings.database().store().displayUrl()
                + (steps == 0 ? " is up to date" : " is up to date after " + steps + " steps"));
      }
    } catch (CannotStart | StoreCannotOpen e) {
      System.err.println("gristworks: " + e.getMessage());
      Runtime.getRuntime().halt(1);
    }
  }
}
