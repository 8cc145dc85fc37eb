package org.servergroup.host.internal;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.servergroup.protocol.Limits;

/** The configuration {@code org.servergroup.host}. Lists may be arrays, or texts with commas. */
@SuppressWarnings("MemberName") // two low lines are how a property's low line is written here
@ObjectClassDefinition(name = "Server Group Messaging: host side")
@interface HostConfig {
    @AttributeDefinition(description = "Folders with the guests' sockets")
    String[] socket__directories() default "/var/lib/libvirt/qemu";

    @AttributeDefinition(description = "Name of a guest's socket; * stands for the instance")
    String socket__pattern() default "cgcs.messaging.*.sock";

    @AttributeDefinition(description = "The group directory in use, such as auto or file")
    String directory() default AutoDirectory.NAME_VALUE;

    @AttributeDefinition(description = "Folder with the group files, for the directory file")
    String groups__directory() default FileDirectory.DEFAULT_FOLDER;

    @AttributeDefinition(description = "Longest message from a guest, in bytes", min = "4096", max = "16777216")
    int max__frame__bytes() default Limits.MAX_FRAME_BYTES;

    @AttributeDefinition(
            description = "How much may wait for one guest, in bytes; beyond, the oldest messages go",
            min = "4096")
    int max__queued__bytes() default 512 * 1024;

    @AttributeDefinition(
            description = "How much all guests together may have waiting, beyond 64 KiB each, in bytes",
            min = "4096")
    long max__total__bytes() default 64L * 1024 * 1024;

    @AttributeDefinition(
            description = "Messages that a guest may send each second, twice that at once; 0 for no limit",
            min = "0")
    int messages__per__second() default 5000;

    @AttributeDefinition(
            description = "Bytes that a guest may send each second, twice that at once; 0 for no limit",
            min = "0")
    long bytes__per__second() default 16L * 1024 * 1024;

    @AttributeDefinition(
            description = "First delay between attempts to connect; after a drop, one is made at once",
            min = "1")
    long reconnect__min__ms() default 20;

    @AttributeDefinition(description = "Longest delay between attempts to connect", min = "1")
    long reconnect__max__ms() default 5000;

    @AttributeDefinition(description = "How long a guest may be disconnected before it counts as gone", min = "0")
    long gone__delay__ms() default 1000;

    @AttributeDefinition(description = "What guests may learn of each other, or * for everything")
    String[] status__fields() default {
        "instance_id",
        "display_name",
        "hostname",
        "state_description",
        "power_state",
        "vcpus",
        "memory_mb",
        "disk_gb",
        "root_gb",
        "ephemeral_gb",
        "instance_type",
        "created_at",
        "launched_at",
        "terminated_at",
        "deleted_at",
        "metadata",
        "image_meta",
        "os_type",
        "architecture",
        "progress"
    };

    @AttributeDefinition(description = "Addresses of other host applications that guests may reach")
    String[] host__addresses() default {};

    @AttributeDefinition(description = "Path of the operator's socket; empty for none")
    String admin__socket() default "";

    /** Checks the configuration. */
    final class Reader {
        private Reader() {}

        /**
         * The configuration, checked.
         *
         * @throws IllegalArgumentException if something is wrong with it; the message is for an operator
         */
        static Settings read(HostConfig config) {
            return new Settings(
                    list(config.socket__directories())
                            .map(Path::of)
                            .map(Path::toAbsolutePath)
                            .collect(Collectors.toList()),
                    config.socket__pattern(),
                    config.directory(),
                    config.max__frame__bytes(),
                    config.max__queued__bytes(),
                    config.max__total__bytes(),
                    config.messages__per__second(),
                    config.bytes__per__second(),
                    config.reconnect__min__ms(),
                    config.reconnect__max__ms(),
                    config.gone__delay__ms(),
                    list(config.status__fields()).collect(Collectors.toUnmodifiableSet()),
                    list(config.host__addresses()).collect(Collectors.toUnmodifiableSet()),
                    config.admin__socket());
        }

        private static Stream<String> list(String[] values) {
            return Arrays.stream(values)
                    .flatMap(value -> Arrays.stream(value.split(",", -1)))
                    .map(String::strip)
                    .filter(value -> !value.isEmpty());
        }
    }
}
