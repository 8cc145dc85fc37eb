package org.servergroup.agent.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.servergroup.spi.AddressInUseException;

class LocalLinkTest {
    private final AgentFixture at = AgentFixture.empty(AgentFixture.SETTINGS);

    @AfterEach
    void stop() {
        at.close();
    }

    @Test
    void shouldTellOnceThatTheAddressCannotBeBoundAndKeepTrying() {
        at.apps.inUse(true);
        at.agent.addLocalTransport(at.apps);
        at.agent.start();
        await().until(() -> at.failures.size() == 1);
        assertThat(at.failures.get(0))
                .isInstanceOf(AddressInUseException.class)
                .hasMessage("cgcs.messaging is in use by another process");
        assertThat(at.agent.status().notListening()).containsExactly("cgcs.messaging is in use by another process");
        at.apps.inUse(false);
        await().until(() -> at.apps.bound() != null);
        assertThat(at.failures).hasSize(1);
        await().untilAsserted(() -> assertThat(at.log.lines())
                .containsExactly(
                        "WARNING not listening: cgcs.messaging is in use by another process, retrying",
                        "INFO listening on cgcs.messaging"));
        assertThat(at.agent.status().listening()).containsExactly("cgcs.messaging");
    }

    @Test
    void shouldBindAgainWhenTheChannelFails() {
        at.agent.addLocalTransport(at.apps);
        at.agent.start();
        await().until(() -> at.apps.bound() != null);
        at.apps.inUse(true);
        at.apps.fail("recvmmsg: EIO");
        await().until(() -> at.failures.size() == 1);
        at.apps.inUse(false);
        await().until(() -> at.apps.bound() != null);
    }

    @Test
    void shouldFollowAChangedAddress() {
        at.agent.addLocalTransport(at.apps);
        at.agent.start();
        await().until(() -> at.apps.bound() != null);
        at.apps.address("other");
        at.agent.localAddressChanged(at.apps);
        await().untilAsserted(() -> assertThat(at.apps.bound()).isEqualTo("other"));
    }

    @Test
    void shouldHaveUnboundWhenTheTransportIsRemoved() {
        at.agent.addLocalTransport(at.apps);
        at.agent.start();
        await().until(() -> at.apps.bound() != null);
        at.agent.removeLocalTransport(at.apps);
        assertThat(at.apps.bound()).isNull();
    }
}
