package org.servergroup.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.DecimalFormatSymbols;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.SAXException;

/**
 * Does in a second thread, while the first one reads options and builds the framework, what that would come to later: it
 * initializes classes that take long, and reads what the program's bundles say about their configuration. Nobody waits for
 * it, and what fails here is left to fail again where it is wanted, and to be told there.
 */
final class Ahead {
    /** The framework's, in the order in which they are wanted. */
    private static final List<String> EARLY = List.of(
            "org.apache.felix.framework.util.SecureAction",
            "org.apache.felix.framework.util.Util",
            "org.apache.felix.framework.ExtensionManager");

    /** The system calls, and what the first message wants. */
    private static final List<String> LATE = List.of("org.servergroup.posix.Libc", "org.servergroup.protocol.Words");

    private final String program;
    private final Map<String, Map<String, Map<String, Property>>> parsed = new ConcurrentHashMap<>();

    private Ahead(String program) {
        this.program = program;
    }

    /** Begins for a program of that name. */
    static Ahead begin(String program) {
        Ahead ahead = new Ahead(program);
        Thread thread = new Thread(ahead::run, "servergroup-ahead");
        thread.setDaemon(true);
        thread.start();
        return ahead;
    }

    /** What the files say that have been parsed so far, by their bytes. */
    Map<String, Map<String, Map<String, Property>>> parsed() {
        return parsed;
    }

    private interface Task {
        void run() throws Exception;
    }

    private void run() {
        for (String name : EARLY) {
            attempt(() -> initialize(name));
        }
        // The framework formats a number.
        attempt(() -> Objects.requireNonNull(DecimalFormatSymbols.getInstance()));
        attempt(() -> {
            for (Path jar : Distribution.ofThisProcess().packedBundles(program)) {
                read(jar);
            }
        });
        for (String name : LATE) {
            attempt(() -> initialize(name));
        }
    }

    private static void attempt(Task task) {
        try {
            task.run();
        } catch (Exception | LinkageError e) {
            return; // see above
        }
    }

    private static void initialize(String name) throws ClassNotFoundException {
        Class.forName(name, true, Ahead.class.getClassLoader());
    }

    private void read(Path jar) throws IOException, SAXException, ParserConfigurationException, ClassNotFoundException {
        try (JarFile opened = new JarFile(jar.toFile(), false)) {
            for (JarEntry entry : Collections.list(opened.entries())) {
                String name = entry.getName();
                if (name.startsWith(MetatypeFile.FOLDER) && name.endsWith(MetatypeFile.SUFFIX)) {
                    parse(opened, entry);
                    prepare(name.substring(
                            MetatypeFile.FOLDER.length() + 1, name.length() - MetatypeFile.SUFFIX.length()));
                }
            }
        }
    }

    private void parse(JarFile jar, JarEntry entry) throws IOException, SAXException, ParserConfigurationException {
        try (InputStream in = jar.getInputStream(entry)) {
            String bytes = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            parsed.put(bytes, MetatypeFile.parse(bytes));
        }
    }

    /** The component runtime makes an instance of this annotation type to hand its configuration to a component. */
    private static void prepare(String name) throws ClassNotFoundException {
        ClassLoader loader = Ahead.class.getClassLoader();
        Class<?> type = Class.forName(name, false, loader);
        if (type.isAnnotation()) {
            Proxy.newProxyInstance(loader, new Class<?>[] {type}, (proxy, method, arguments) -> null);
        }
    }
}
