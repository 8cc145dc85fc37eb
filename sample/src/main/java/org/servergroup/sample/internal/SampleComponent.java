package org.servergroup.sample.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.servergroup.Broadcast;
import org.servergroup.BroadcastListener;
import org.servergroup.LinkListener;
import org.servergroup.Nack;
import org.servergroup.NackListener;
import org.servergroup.Notification;
import org.servergroup.NotificationListener;
import org.servergroup.ServerGroup;

/** The sample as a component: does what the program does, and writes its lines to the log. */
@Component(
        name = SampleComponent.PID,
        service = {BroadcastListener.class, NotificationListener.class, NackListener.class, LinkListener.class},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = SampleComponent.Config.class)
public final class SampleComponent implements BroadcastListener, NotificationListener, NackListener, LinkListener {
    /** Its configuration and its name. */
    static final String PID = "org.servergroup.sample";

    private static final System.Logger LOG = System.getLogger(PID);
    private static final long STOP_MS = TimeUnit.SECONDS.toMillis(2);

    private final String message;
    private final Printer printer;
    private final Conversation conversation;
    private final Thread thread;

    /** What may be configured. */
    @ObjectClassDefinition(name = "Server group sample")
    @interface Config {
        @AttributeDefinition(description = "What to broadcast at the start; nothing if empty.")
        String message() default "";

        @AttributeDefinition(description = "Whether to write JSON, one object for each line.")
        boolean json() default false;
    }

    /** Sends nothing yet. */
    @Activate
    public SampleComponent(Config config, @Reference(name = "group") ServerGroup group) {
        this(config.message(), config.json() ? new JsonFormat() : new TextFormat(), group);
    }

    SampleComponent(String message, Format format, ServerGroup group) {
        this.message = message;
        this.printer = new Printer(format, line -> LOG.log(Level.INFO, line.strip()));
        this.conversation = new Conversation(group, printer, SampleComponent::problem);
        this.thread = new Thread(this::converse, "servergroup-sample");
        thread.setDaemon(true);
    }

    private static void problem(IOException cause) {
        LOG.log(Level.WARNING, "{0}; trying again", cause.getMessage());
    }

    /** Starts the conversation, in a thread of its own because it waits. */
    @Activate
    void start() {
        thread.start();
    }

    private void converse() {
        try {
            conversation.run(message.isEmpty() ? null : message, null);
        } catch (IllegalArgumentException e) {
            LOG.log(Level.ERROR, "the configured message cannot be broadcast: {0}", e.getMessage());
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "stopped before the status had come");
        }
    }

    /** Ends the conversation. */
    @Deactivate
    void stop() {
        thread.interrupt();
        try {
            thread.join(STOP_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void received(Broadcast broadcast) {
        printer.received(broadcast);
    }

    @Override
    public void received(Notification notification) {
        printer.received(notification);
    }

    @Override
    public void received(Nack nack) {
        printer.received(nack);
    }

    @Override
    public void linkUp() {
        printer.linkUp();
    }

    @Override
    public void linkDown(String reason) {
        printer.linkDown(reason);
    }
}
