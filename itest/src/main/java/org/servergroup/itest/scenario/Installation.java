package org.servergroup.itest.scenario;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The packed distribution, as somebody installed it. */
public record Installation(Path home) {
    /** The command line of one of its programs. */
    public List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }
}
