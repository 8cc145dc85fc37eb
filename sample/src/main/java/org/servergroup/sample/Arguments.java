package org.servergroup.sample;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the program is told. */
@Command(
        name = ServerGroupApp.NAME,
        description =
                "Broadcasts MESSAGE, if there is one, to the other members of this machine's server group, asks for "
                        + "the status of all members, and then prints whatever arrives, until it is stopped.",
        mixinStandardHelpOptions = true,
        versionProvider = Arguments.Version.class,
        sortOptions = false)
final class Arguments {
    /** Where hosts tell broadcasts and notifications. */
    static final String ADDRESS = "cgcs.server_grp";

    /** Where agents listen. */
    static final String AGENT = "cgcs.messaging";

    @Parameters(arity = "0..1", paramLabel = "MESSAGE", description = "what to broadcast: at most 3050 bytes, one line")
    @Nullable
    String message;

    @Option(names = "--json", description = "print one JSON object per line")
    boolean json;

    @Option(names = "--once", description = "end after the first complete status, with exit code 1 if it does not come")
    boolean once;

    @Option(
            names = "--agent",
            paramLabel = "ADDRESS",
            description = "local address of the agent (default: ${DEFAULT-VALUE})")
    String agent = AGENT;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            description = "local address to bind (default: ${DEFAULT-VALUE}, the only one that hears broadcasts)")
    String address = ADDRESS;

    @Option(
            names = "--namespace",
            paramLabel = "PREFIX",
            description = "what both addresses start with, if the agent was started with the same option; for several "
                    + "guests on one machine (default: none)")
    String namespace = "";

    /** As the manifest of the jar has it. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = ServerGroupApp.class.getPackage().getImplementationVersion();
            return new String[] {ServerGroupApp.NAME + " " + (version == null ? "(not packaged)" : version)};
        }
    }
}
