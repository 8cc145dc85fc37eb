package org.servergroup.agent.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process that runs on this machine. For messages only: it may call itself what it likes.
 *
 * @param pid its number
 * @param command its name; empty if that cannot be told
 */
record Program(int pid, String command) {
    /** As it is called now; the kernel gives 15 characters at most. */
    static Program of(int pid) {
        try {
            return new Program(
                    pid, Files.readString(Path.of("/proc", "" + pid, "comm")).strip());
        } catch (IOException e) {
            return new Program(pid, ""); // it has ended
        }
    }

    /** In words: {@code pid 4711 (qemu)}. */
    @Override
    public String toString() {
        return "pid " + pid + (command.isEmpty() ? "" : " (" + command + ")");
    }
}
