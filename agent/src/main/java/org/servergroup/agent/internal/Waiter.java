package org.servergroup.agent.internal;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Somebody who has a message for the host and waits for a turn. */
sealed interface Waiter {
    /** Whether its messages are to be queued rather than to wait, because it will soon be gone. */
    boolean isLeaving();

    /** The reader of a local channel, which keeps its frame until it is resumed. */
    final class Reader implements Waiter {
        private final Runnable resume;
        private volatile boolean leaving;

        Reader(Runnable resume) {
            this.resume = resume;
        }

        /** From now on its messages are queued rather than held, because its channel is being closed. */
        void beginLeaving() {
            leaving = true;
        }

        @Override
        public boolean isLeaving() {
            return leaving;
        }

        void resume() {
            resume.run();
        }
    }

    /** One message of a sender in the framework, which is blocked meanwhile. */
    final class Parcel implements Waiter {
        /** What became of it. */
        enum Fate {
            ACCEPTED,
            NOT_IN_TIME,
            TOO_LONG,
            STOPPED
        }

        private final byte[] frame;
        private final CountDownLatch decided = new CountDownLatch(1);
        private volatile Fate fate = Fate.NOT_IN_TIME;
        private volatile boolean withdrawn;

        Parcel(byte[] frame) {
            this.frame = frame;
        }

        byte[] frame() {
            return frame;
        }

        ByteBuffer[] parts() {
            return new ByteBuffer[] {ByteBuffer.wrap(frame)};
        }

        /** The sender gives up. */
        void withdraw() {
            withdrawn = true;
        }

        boolean withdrawn() {
            return withdrawn;
        }

        @Override
        public boolean isLeaving() {
            return false;
        }

        void decide(Fate what) {
            fate = what;
            decided.countDown();
        }

        /** Whether the fate was decided within that time. */
        boolean await(long nanos) throws InterruptedException {
            return decided.await(nanos, TimeUnit.NANOSECONDS);
        }

        Fate fate() {
            return fate;
        }
    }
}
