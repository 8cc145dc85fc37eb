package org.servergroup.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

/**
 * The configuration of one component, compared with what its bundle takes.
 *
 * @param accepted the values that can be, in the operator's words; for one that cannot, the last good one
 * @param typed the same as the component wants them
 * @param refused the values that cannot be, in words for an operator
 * @param unknown the names that nobody knows, likewise
 */
record Checked(Map<String, String> accepted, Map<String, Object> typed, List<Refused> refused, List<String> unknown) {
    private static final String RANKING = "service.ranking";
    private static final String TARGET = ".target";
    private static final int MAX_SHOWN = 100;

    /**
     * A value that cannot be.
     *
     * @param name the property
     * @param value what the operator wrote
     * @param reason what would be a value
     * @param stays the value that it has instead
     */
    record Refused(String name, String value, String reason, String stays) {
        String problem() {
            return name + "=" + shown(value) + ": it " + reason;
        }

        String line() {
            return name + "=" + shown(value) + " is refused, it stays at " + shown(stays) + ": it " + reason;
        }

        private static String shown(String text) {
            return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
        }
    }

    static Checked of(String component, Map<String, String> wanted, Map<String, String> last, Metatype metatype) {
        Checked checked = new Checked(new TreeMap<>(), new TreeMap<>(), new ArrayList<>(), new ArrayList<>());
        wanted.forEach((name, value) -> checked.add(metatype, component, name, value, last.get(name)));
        return checked;
    }

    private void add(Metatype metatype, String component, String name, String value, @Nullable String last) {
        Property property = property(metatype, component, name);
        try {
            typed.put(name, parse(property, name, value));
            accepted.put(name, value);
            return;
        } catch (IllegalArgumentException e) {
            String stays = last != null ? last : property.preset() != null ? property.preset() : "what it is";
            refused.add(new Refused(name, value, String.valueOf(e.getMessage()), stays));
        }
        if (last != null) {
            typed.put(name, parse(property, name, last));
            accepted.put(name, last);
        }
    }

    private Property property(Metatype metatype, String component, String name) {
        if (name.equals(RANKING)) {
            return Property.RANKING;
        }
        Property known = metatype.property(component, name);
        if (known == null && metatype.knows(component) && !name.endsWith(TARGET)) {
            String similar = metatype.similar(component, name);
            unknown.add("there is no property " + name + (similar == null ? "" : "; is it " + similar + "?"));
        }
        return known == null ? Property.TEXT : known;
    }

    private static Object parse(Property property, String name, String value) {
        if (name.endsWith(TARGET)) {
            try {
                FrameworkUtil.createFilter(value);
            } catch (InvalidSyntaxException e) {
                throw new IllegalArgumentException("must be a filter, such as (servergroup.transport=virtio)", e);
            }
        }
        return property.parse(value);
    }

    /** Whether the component would be given the same, types included. */
    boolean sameAs(Checked other) {
        return accepted.equals(other.accepted) && same(typed, other.typed);
    }

    /** Whether these are the same values of the same types. */
    static boolean same(Map<String, Object> one, Map<String, Object> other) {
        return one.keySet().equals(other.keySet())
                && one.entrySet().stream()
                        .allMatch(each -> Objects.deepEquals(each.getValue(), other.get(each.getKey())));
    }

    /** What differs, in words for an operator. */
    String changesFrom(@Nullable Map<String, String> before) {
        List<String> changes = new ArrayList<>();
        Map<String, String> old = before == null ? Map.of() : before;
        accepted.forEach((name, value) -> {
            if (!value.equals(old.get(name))) {
                changes.add(name + "=" + value);
            }
        });
        for (String name : old.keySet()) {
            if (!accepted.containsKey(name)) {
                changes.add(name + " as preset");
            }
        }
        String none = accepted.isEmpty() ? "nothing is set" : "nothing has changed";
        return changes.isEmpty() ? none : String.join(", ", changes);
    }
}
