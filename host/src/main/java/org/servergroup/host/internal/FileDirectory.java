package org.servergroup.host.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.servergroup.host.spi.GroupDirectory;
import org.servergroup.spi.Complaint;
import org.servergroup.spi.Complaints;

/** The directory that reads {@code groups.d/*.json}. Its property is one of {@code org.servergroup.host}'s. */
@Component(configurationPid = "org.servergroup.host", property = GroupDirectory.NAME + "=" + FileDirectory.NAME_VALUE)
public final class FileDirectory implements GroupDirectory, Complaints {
    static final String NAME_VALUE = "file";
    static final String DEFAULT_FOLDER = "/etc/servergroup/groups.d";

    /** The part of the host's configuration that concerns this directory. */
    @SuppressWarnings("MemberName") // two low lines are how a property's low line is written here
    @interface Config {
        String groups__directory() default DEFAULT_FOLDER;
    }

    private final Path folder;
    private volatile @Nullable GroupFiles files;

    /** For the configured folder. */
    @Activate
    public FileDirectory(Config config) {
        this(Path.of(config.groups__directory()));
    }

    FileDirectory(Path folder) {
        this.folder = folder;
    }

    @Override
    public Watch open(Receiver receiver) {
        try {
            GroupFiles opened = new GroupFiles(folder, receiver);
            files = opened;
            opened.start();
            return opened;
        } catch (IOException e) {
            throw new IllegalStateException("cannot watch " + folder, e);
        }
    }

    @Override
    public List<Complaint> standing() {
        GroupFiles asked = files;
        return asked == null ? List.of() : asked.standing();
    }
}
