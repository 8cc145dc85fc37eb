package org.servergroup.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The folder the program was installed to. */
record Distribution(Path home) {
    /** Set by the scripts in {@code bin}. */
    static final String HOME_PROPERTY = "servergroup.home";

    static Distribution ofThisProcess() throws Failure {
        String home = System.getProperty(HOME_PROPERTY);
        if (home == null) {
            throw new Failure(
                    Failure.ENVIRONMENT, "start me by the script in bin/: -D" + HOME_PROPERTY + " is missing");
        }
        return new Distribution(Path.of(home).toAbsolutePath().normalize());
    }

    Path configuration() {
        return home.resolve("conf");
    }

    /** The bundles that are on the class path and stay for the life of the process. */
    List<Path> stableBundles() {
        return List.of(lib("org.apache.felix.configadmin.jar"), lib("org.apache.felix.scr.jar"));
    }

    /** What is on the class path for the bundles to import, and has nothing to be started. */
    List<Path> libraries() throws Failure {
        List<Path> jars = jarsIn(home.resolve("lib"));
        jars.removeAll(stableBundles());
        return jars;
    }

    private Path lib(String name) {
        return home.resolve("lib").resolve(name);
    }

    /**
     * The bundles that can be exchanged while the process runs. The program's own comes last, because the framework stops
     * the last one first: its end still needs the transports, to tell applications what it could not deliver.
     */
    List<Path> swappableBundles(String program) throws Failure {
        List<Path> jars = jarsIn(swappableFolder(program));
        Path own = swappableFolder(program).resolve("org.servergroup." + program + ".jar");
        if (jars.remove(own)) {
            jars.add(own);
        }
        return jars;
    }

    /**
     * Where a bundle is as it was packed, for the class path, where it starts faster. What the operator has in the folder of
     * swappable bundles counts; this one is only used if it is the same.
     */
    Path packed(String program, Path swappable) {
        return home.resolve("lib").resolve(program).resolve(swappable.getFileName());
    }

    /** All of those. */
    List<Path> packedBundles(String program) throws Failure {
        return jarsIn(home.resolve("lib").resolve(program));
    }

    /** What the operator's shell needs beyond single commands: on the class path, and installed when it is wanted. */
    Path shellLanguage() {
        return home.resolve("lib/shell/org.apache.felix.gogo.runtime.jar");
    }

    /** Where they are. */
    Path swappableFolder(String program) {
        return home.resolve("bundles").resolve(program);
    }

    private static List<Path> jarsIn(Path folder) throws Failure {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
            found.forEach(jars::add);
        } catch (IOException e) {
            throw new Failure(Failure.ENVIRONMENT, "the installation is not complete: cannot read " + folder);
        }
        Collections.sort(jars);
        return jars;
    }
}
