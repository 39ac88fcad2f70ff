package io.gristworks.rules;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A class that breaks a rule of the house on purpose.
 *
 * @param room its package, below {@code io.gristworks}
 * @param declaration the class itself; it is to be called {@code Planted}
 */
record PlantedClass(String room, String declaration) {

  /** Compiles these classes into a directory, and shows them to a rule. */
  static void showing(List<PlantedClass> plants, Path directory, Consumer<JavaClasses> rule)
      throws IOException {
    compile(plants, directory);
    var thread = Thread.currentThread();
    var before = thread.getContextClassLoader();
    try (var loader = new URLClassLoader(new URL[] {directory.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader); // ArchUnit looks there for what it must load
      rule.accept(new ClassFileImporter().importPath(directory));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static void compile(List<PlantedClass> plants, Path directory) {
    var sources = new ArrayList<JavaFileObject>();
    plants.forEach(plant -> sources.add(plant.source()));
    var options =
        List.of(
            "-proc:none",
            "-d",
            directory.toString(),
            "-classpath",
            System.getProperty("java.class.path", ""));
    var words = new StringWriter();
    var compiler = ToolProvider.getSystemJavaCompiler();
    if (!compiler.getTask(words, null, null, options, null, sources).call()) {
      throw new IllegalArgumentException("does not compile: " + plants + "\n" + words);
    }
  }

  private JavaFileObject source() {
    var name = "io/gristworks/" + room.replace('.', '/') + "/Planted.java";
    var text = "package io.gristworks." + room + ";\npublic " + declaration + "\n";
    return new SimpleJavaFileObject(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
