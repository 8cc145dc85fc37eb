package org.servergroup.sample.handler.internal;

import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servergroup.HostMessaging;
import org.servergroup.Message;
import org.servergroup.MessageHandler;

/** Answers whatever the host sends to {@code cgcs.scale} with how many processors this machine has now. */
@Component(property = MessageHandler.ADDRESS + "=cgcs.scale")
public final class ScaleHandler implements MessageHandler {
    private static final System.Logger LOG = System.getLogger("org.servergroup.sample.handler");

    private final HostMessaging host;

    /** Takes what it answers with. */
    @Activate
    public ScaleHandler(@Reference(name = "host") HostMessaging host) {
        this.host = host;
    }

    @Override
    public void received(Message message) {
        int online = Runtime.getRuntime().availableProcessors();
        String answer = "{\"online\":" + online + ",\"re\":" + message.json() + "}";
        try {
            host.send(message.address(), message.sourceAddress(), answer);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot answer: {0}", e.getMessage());
        }
    }
}
