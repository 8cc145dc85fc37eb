package org.servergroup.transport.contract;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What is done beside a test. */
public final class Background {
    private static final long PATIENCE_SECONDS = 40;

    private Background() {}

    /** Something that may throw. */
    @FunctionalInterface
    public interface Task<T> {
        T run() throws Exception;
    }

    /** Starts it on a thread of its own. */
    public static <T> CompletableFuture<T> start(Task<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(task.run());
                    } catch (Exception | AssertionError e) {
                        result.completeExceptionally(e);
                    }
                },
                "contract");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    /** Its result, in time. */
    public static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
