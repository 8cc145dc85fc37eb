package org.servergroup.launcher;

import java.util.Collections;
import java.util.Dictionary;
import java.util.Enumeration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.cm.PersistenceManager;
import org.jspecify.annotations.Nullable;

/**
 * Where ConfigAdmin keeps configurations: nowhere but in memory. They come from the operator's files and options at every
 * start, so what it would write to files of its own would never be read again.
 */
@SuppressWarnings("rawtypes") // as the interface has it
final class ConfigurationMemory implements PersistenceManager {
    static final String NAME = "memory";

    private final Map<String, Dictionary> byPid = new ConcurrentHashMap<>();

    @Override
    public boolean exists(String pid) {
        return byPid.containsKey(pid);
    }

    @Override
    public @Nullable Dictionary load(String pid) {
        return byPid.get(pid);
    }

    @Override
    public Enumeration getDictionaries() {
        return Collections.enumeration(byPid.values());
    }

    @Override
    public void store(String pid, Dictionary properties) {
        byPid.put(pid, properties);
    }

    @Override
    public void delete(String pid) {
        byPid.remove(pid);
    }
}
