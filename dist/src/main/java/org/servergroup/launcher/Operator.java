package org.servergroup.launcher;

import java.nio.file.Path;
import java.util.List;

/**
 * What the operator wants.
 *
 * @param folder where the configuration files are
 * @param files what they said at the start
 * @param options what the command line says, which goes before the files
 */
record Operator(Path folder, Settings files, Settings options) {
    /** What is in the folder now; the options are to be added. */
    static Operator of(Path folder) throws Failure {
        Path absolute = folder.toAbsolutePath().normalize();
        return new Operator(absolute, Settings.readFrom(absolute), new Settings());
    }

    /** Both together, as they are at the start. */
    Settings wanted() {
        Settings wanted = new Settings();
        for (Settings each : List.of(files, options)) {
            each.byComponent()
                    .forEach((component, properties) ->
                            properties.forEach((name, value) -> wanted.set(component, name, value)));
        }
        return wanted;
    }
}
