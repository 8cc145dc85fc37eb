package org.servergroup.posix;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Lets a thread be another user to the file system, as far as root may do that. */
public final class ThreadUser {
    static {
        Native.register(ThreadUser.class, NativeLibrary.getProcess());
    }

    private ThreadUser() {}

    /** Of the calling thread alone; returns the user before. What is no user changes nothing. */
    private static native int setfsuid(int user);

    /** Whether this process may do everything, and therefore be somebody else. */
    public static boolean isRoot() {
        return setfsuid(-1) == 0;
    }

    /** Something that can fail. */
    @FunctionalInterface
    public interface Task {
        /** Does it. */
        void run() throws Exception;
    }

    /** Runs something as that user, in a thread of its own; throws what it throws. */
    public static void run(int user, Task task) throws Exception {
        Callable<Boolean> asUser = () -> {
            setfsuid(user);
            task.run();
            return true;
        };
        FutureTask<Boolean> result = new FutureTask<>(asUser);
        new Thread(result, "user " + user).start();
        try {
            result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
