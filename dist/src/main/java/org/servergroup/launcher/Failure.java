package org.servergroup.launcher;

import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

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

    /** Likewise, where the file that it is about has been named already. */
    static String reasonOf(Throwable cause, Path file) {
        String reason = reasonOf(cause);
        String named = file + ": ";
        return reason.startsWith(named) ? reason.substring(named.length()) : reason;
    }

    /** What Java only tells by the name of a class; null if it tells more, or something else. */
    private static @Nullable String ofFile(Throwable cause) {
        if (!(cause instanceof FileSystemException failure) || failure.getReason() != null) {
            return null;
        }
        String what;
        if (failure instanceof AccessDeniedException) {
            what = "permission denied";
        } else if (failure instanceof NoSuchFileException) {
            what = "there is no such file or folder";
        } else if (failure instanceof NotDirectoryException) {
            what = "not a folder";
        } else if (failure instanceof FileAlreadyExistsException) {
            what = "it is there already, and not a folder";
        } else if (failure instanceof DirectoryNotEmptyException) {
            what = "the folder is not empty";
        } else {
            return null;
        }
        return failure.getFile() + ": " + what;
    }

    /** The most telling words there are about a failure, on one line. */
    static String reasonOf(Throwable cause) {
        String file = ofFile(cause);
        if (file != null) {
            return file;
        }
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
