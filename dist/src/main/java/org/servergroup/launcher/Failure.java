package org.servergroup.launcher;

/** The program cannot start or go on: one line for the operator, and the exit code. */
final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    /** Something in the environment: a device, an address, a folder, a bundle. */
    static final int ENVIRONMENT = 1;

    /** A mistake in the options or in a configuration file. */
    static final int USAGE = 2;

    private final int exitCode;

    Failure(int exitCode, String line) {
        super(line.lines().findFirst().orElse(""));
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }

    /** The most telling words there are about a failure, on one line. */
    static String reasonOf(Throwable cause) {
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
