package org.servergroup.host.internal;

import org.jspecify.annotations.Nullable;

/** Tells the instance from the name of its socket, and from nothing else (PROTOCOL.md section 1). */
final class SocketName {
    static final int MAX_INSTANCE_LENGTH = 64;

    private final String prefix;
    private final String suffix;

    /** A pattern with one {@code *}. */
    SocketName(String pattern) {
        int star = pattern.indexOf('*');
        prefix = pattern.substring(0, star);
        suffix = pattern.substring(star + 1);
    }

    /** The instance; null if this is not the name of an instance's socket. */
    @Nullable
    String instance(String fileName) {
        if (fileName.length() <= prefix.length() + suffix.length()
                || !fileName.startsWith(prefix)
                || !fileName.endsWith(suffix)) {
            return null;
        }
        String instance = fileName.substring(prefix.length(), fileName.length() - suffix.length());
        return isInstance(instance) ? instance : null;
    }

    /** Whether this can be the name of an instance: 1 to 64 letters, digits, dots, dashes and low lines of ASCII. */
    static boolean isInstance(String name) {
        if (name.isEmpty() || name.length() > MAX_INSTANCE_LENGTH) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isInstanceCharacter(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isInstanceCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == '.';
    }
}
