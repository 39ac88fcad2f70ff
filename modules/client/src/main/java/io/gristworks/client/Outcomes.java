package io.gristworks.client;

import com.fasterxml.jackson.databind.MappingIterator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;

/**
 * Outcomes as they come in, in task order; a line is read when asked for. Close it: there is a
 * connection behind it. For one thread, and one pass.
 */
public final class Outcomes implements Iterable<Outcome>, AutoCloseable {
  private final MappingIterator<Outcome> rows;

  Outcomes(InputStream lines) throws IOException {
    this.rows = Wire.JSON.readerFor(Outcome.class).readValues(lines);
  }

  /**
   * The outcomes not yet read.
   *
   * @return an iterator that throws {@link UncheckedIOException} where the connection breaks
   */
  @Override
  public Iterator<Outcome> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        try {
          return rows.hasNextValue();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }

      @Override
      public Outcome next() {
        try {
          return rows.nextValue();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
