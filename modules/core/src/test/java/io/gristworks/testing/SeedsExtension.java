package io.gristworks.testing;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** Hands out the seeds; see {@link Seeds}. */
public final class SeedsExtension implements TestTemplateInvocationContextProvider {

  /** For JUnit. */
  public SeedsExtension() {}

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return context.getRequiredTestMethod().isAnnotationPresent(Seeds.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    Long only = Long.getLong("gristworks.seed");
    if (only != null) {
      return Stream.of(new OneSeed(only));
    }
    long times = Long.getLong("gristworks.seeds", 1);
    long count = context.getRequiredTestMethod().getAnnotation(Seeds.class).value() * times;
    return LongStream.rangeClosed(1, count).mapToObj(OneSeed::new);
  }

  private record OneSeed(long seed)
      implements TestTemplateInvocationContext, ParameterResolver, TestExecutionExceptionHandler {

    @Override
    public String getDisplayName(int invocationIndex) {
      return "seed " + seed;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(this);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      var type = parameter.getParameter().getType();
      return type == long.class || type == RandomGenerator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      if (parameter.getParameter().getType() == long.class) {
        return seed;
      }
      return new SplittableRandom(seed);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure)
        throws Throwable {
      var method = context.getRequiredTestMethod();
      var where = method.getDeclaringClass().getSimpleName() + "." + method.getName();
      var again = where + " failed with seed " + seed + ": repeat with -Dgristworks.seed=" + seed;
      System.err.println(again);
      failure.addSuppressed(new SeedNote(again));
      throw failure;
    }
  }

  /** Carries the seed into the stack trace of the failure. */
  private static final class SeedNote extends Exception {
    private static final long serialVersionUID = 1L;

    SeedNote(String message) {
      super(message, null, false, false);
    }
  }
}
