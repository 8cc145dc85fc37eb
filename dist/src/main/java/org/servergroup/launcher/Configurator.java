package org.servergroup.launcher;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Hands configurations to the components, through ConfigAdmin, and finds out what became of that. */
final class Configurator implements Components {
    private static final long PATIENCE_SECONDS = 10;
    private static final String MARK = "org.servergroup.launcher.mark";

    private final BundleContext context;
    private final ConfigurationAdmin admin;
    private final Map<String, Map<String, Object>> handed = new HashMap<>();

    Configurator(BundleContext context, ConfigurationAdmin admin) {
        this.context = context;
        this.admin = admin;
    }

    @Override
    public void update(String component, Map<String, Object> properties) throws IOException {
        admin.getConfiguration(component, "?").update(FrameworkUtil.asDictionary(new HashMap<>(properties)));
        handed.put(component, properties);
    }

    @Override
    public void delete(String component) throws IOException {
        admin.getConfiguration(component, "?").delete();
        handed.remove(component);
    }

    @Override
    public boolean differs(String component, Map<String, Object> properties) {
        return !Checked.same(handed.getOrDefault(component, Map.of()), properties);
    }

    @Override
    public @Nullable String refusal(String component) throws IOException {
        awaitTaken();
        ServiceReference<ServiceComponentRuntime> reference =
                context.getServiceReference(ServiceComponentRuntime.class);
        @Nullable ServiceComponentRuntime components = reference == null ? null : context.getService(reference);
        return components == null
                ? null
                : new FailedComponents(components).now().get(component);
    }

    /**
     * Components are told by another thread, one change after the other, and are started anew by it. So when a change that
     * was made later has been told, everything before has been done.
     */
    private void awaitTaken() throws IOException {
        CountDownLatch told = new CountDownLatch(1);
        ConfigurationListener listener = event -> {
            if (event.getType() == ConfigurationEvent.CM_DELETED && MARK.equals(event.getPid())) {
                told.countDown();
            }
        };
        ServiceRegistration<ConfigurationListener> registration =
                context.registerService(ConfigurationListener.class, listener, null);
        try {
            Configuration mark = admin.getConfiguration(MARK, "?");
            mark.update(FrameworkUtil.asDictionary(Map.of()));
            mark.delete();
            if (!told.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the components have not taken it within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            registration.unregister();
        }
    }
}
