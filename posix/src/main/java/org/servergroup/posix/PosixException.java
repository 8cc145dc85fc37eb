package org.servergroup.posix;

import com.sun.jna.Pointer;
import java.io.IOException;

/** A system call that failed. The one place where an error number becomes an exception. */
public class PosixException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final String subject;
    private final int number;

    /**
     * A failed call.
     *
     * @param call its name
     * @param subject the path or address it was about
     * @param number the error number, positive or negated
     */
    public PosixException(String call, String subject, int number) {
        super(call + " " + subject + ": " + text(Math.abs(number)) + " (errno " + Math.abs(number) + ")");
        this.call = call;
        this.subject = subject;
        this.number = Math.abs(number);
    }

    /** The name of the call. */
    public String call() {
        return call;
    }

    /** The path or address. */
    public String subject() {
        return subject;
    }

    /** The number, one of {@link Errno} or another. */
    public int number() {
        return number;
    }

    private static String text(int number) {
        return new Pointer(Libc.strerror(number)).getString(0);
    }

    /** Hands through what a call returned, unless it failed. */
    static int check(int result, String call, String subject) throws PosixException {
        if (result < 0) {
            throw new PosixException(call, subject, Libc.failed());
        }
        return result;
    }
}
