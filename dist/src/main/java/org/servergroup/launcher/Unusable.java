package org.servergroup.launcher;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.BundleException;

/** Says in one line, for an operator, why a bundle cannot be used. */
final class Unusable {
    private static final String REPEATED = " Unresolved requirements:";
    private static final Pattern PACKAGE = Pattern.compile("osgi\\.wiring\\.package=([^)]+)\\)([^\\[\\]]*)");
    private static final Pattern LEAST = Pattern.compile("(?<!!\\()\\(?version>=([^)]+)\\)");
    private static final Pattern BELOW = Pattern.compile("!\\(version>=([^)]+)\\)");

    private Unusable() {}

    static String reason(Exception cause) {
        String root = rootOf(cause);
        if (cause instanceof BundleException failed && failed.getType() == BundleException.RESOLVE_ERROR) {
            return "does not resolve: " + unresolved(root);
        }
        return "does not start: " + root;
    }

    /** The words of the first cause. */
    static String rootOf(Throwable thrown) {
        return Failure.reasonOf(root(thrown));
    }

    /** The first cause. */
    static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** The framework tells chains of requirements; the last one is what nobody has. */
    private static String unresolved(String told) {
        int end = told.indexOf(REPEATED);
        Matcher wanted = PACKAGE.matcher(end < 0 ? told : told.substring(0, end));
        String missing = "";
        while (wanted.find()) {
            missing = "there is no package " + wanted.group(1) + versions(wanted.group(2));
        }
        return missing.isEmpty() ? told : missing;
    }

    private static String versions(String filter) {
        Matcher below = BELOW.matcher(filter);
        String upper = below.find() ? " below " + below.group(1) : "";
        Matcher least = LEAST.matcher(filter);
        String lower = least.find() ? " from " + least.group(1) : "";
        return lower.isEmpty() && upper.isEmpty() ? "" : " of a version" + lower + upper;
    }
}
