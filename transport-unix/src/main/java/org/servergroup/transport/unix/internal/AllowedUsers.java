package org.servergroup.transport.unix.internal;

/** Whose datagrams are taken. Immutable. */
final class AllowedUsers {
    private final int[] uids;

    /** These users, or everybody if there are none. */
    AllowedUsers(int... uids) {
        this.uids = uids.clone();
    }

    boolean contains(int uid) {
        for (int allowed : uids) {
            if (allowed == uid) {
                return true;
            }
        }
        return uids.length == 0;
    }
}
