package org.servergroup.host.libvirt.internal;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.servergroup.host.spi.GroupDirectory;

/** The directory that asks libvirt: groups from the metadata of domains, states from their lifecycle. */
@Component(name = "org.servergroup.host.libvirt", property = GroupDirectory.NAME + "=libvirt")
@Designate(ocd = LibvirtDirectory.Config.class)
public final class LibvirtDirectory implements GroupDirectory {
    /** The configuration {@code org.servergroup.host.libvirt}. */
    @SuppressWarnings("MemberName") // two low lines are how a property's low line is written here
    @ObjectClassDefinition(name = "Server Group Messaging: groups from libvirt")
    @interface Config {
        @AttributeDefinition(description = "The libvirt to ask")
        String uri() default "qemu:///system";

        @AttributeDefinition(description = "The program virsh")
        String virsh() default "virsh";

        @AttributeDefinition(description = "The group of domains whose metadata tell none; empty to leave them out")
        String default__group() default "";

        @AttributeDefinition(description = "How often to look at all domains, events or not")
        long relist__ms() default 60_000;
    }

    private final Config config;

    /** With this configuration. */
    @Activate
    public LibvirtDirectory(Config config) {
        if (config.relist__ms() < 1000) {
            throw new IllegalArgumentException("relist_ms: at least 1000");
        }
        this.config = config;
    }

    @Override
    public Watch open(Receiver receiver) {
        Virsh virsh = new Virsh(config.virsh(), config.uri());
        LibvirtWatch watch = new LibvirtWatch(virsh, config.default__group().strip(), config.relist__ms(), receiver);
        watch.start();
        return watch;
    }
}
