package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.servergroup.spi.Complaint;

class FailedComponentsTest {
    @Test
    void shouldTellTheMessageOfTheDeepestCause() {
        String trace = """
                java.lang.reflect.InvocationTargetException
                \tat org.example.Outer.call(Outer.java:1)
                Caused by: java.lang.IllegalArgumentException: address must be 1 to 107 bytes: too long
                \tat org.example.Inner.check(Inner.java:2)
                \t... 50 more
                """;
        assertThat(FailedComponents.reason(trace)).isEqualTo("address must be 1 to 107 bytes: too long");
    }

    @Test
    void shouldTellWhatThereIsWithoutACauseOrAMessage() {
        assertThat(FailedComponents.reason("java.io.IOException: no such file\n\tat x"))
                .isEqualTo("no such file");
        assertThat(FailedComponents.reason(
                        "a.b.ComponentException: java.lang.NumberFormatException: For \"x\"\n\tat x"))
                .isEqualTo("For \"x\"");
        assertThat(FailedComponents.reason("java.lang.NullPointerException\n\tat x"))
                .isEqualTo("java.lang.NullPointerException");
        assertThat(FailedComponents.reason("")).isEqualTo("failed");
    }

    @Test
    void shouldComplainOfAComponentUntilItHasStarted() {
        ComponentConfigurationDTO configuration = new ComponentConfigurationDTO();
        configuration.state = ComponentConfigurationDTO.FAILED_ACTIVATION;
        configuration.failure = "java.io.IOException: no such file\n\tat x";
        FailedComponents failed = new FailedComponents(runtime("org.example.a", configuration));
        ServiceEvent changed = new ServiceEvent(ServiceEvent.MODIFIED, proxy(ServiceReference.class, Map.of()));
        assertThat(failed.standing()).as("nothing is told yet").isEmpty();
        failed.serviceChanged(changed);
        assertThat(failed.standing())
                .extracting(Complaint::subject, Complaint::text)
                .containsExactly(tuple("component", "org.example.a did not start: no such file"));
        configuration.state = ComponentConfigurationDTO.ACTIVE;
        failed.serviceChanged(changed);
        assertThat(failed.standing()).isEmpty();
    }

    private static ServiceComponentRuntime runtime(String component, ComponentConfigurationDTO configuration) {
        ComponentDescriptionDTO description = new ComponentDescriptionDTO();
        description.name = component;
        return proxy(
                ServiceComponentRuntime.class,
                Map.of(
                        "getComponentDescriptionDTOs", List.of(description),
                        "getComponentConfigurationDTOs", List.of(configuration)));
    }

    /** An object whose methods have these answers, and no others. */
    private static <T> T proxy(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (object, method, arguments) -> {
                    Object answer = answers.get(method.getName());
                    if (answer == null) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return answer;
                }));
    }
}
