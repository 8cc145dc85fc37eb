package org.servergroup.agent.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.servergroup.spi.LocalAddress;

class RoutingTableTest {
    private final RoutingTable routes = new RoutingTable(3);
    private final LocalSession session = session();
    private final LocalSession other = session();

    private static LocalSession session() {
        return new LocalSession("cgcs.messaging", TestRouter.create(), failure -> {});
    }

    private static LocalAddress padded(String name) {
        return LocalAddress.ofBytes(Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), LocalAddress.MAX_BYTES));
    }

    @Test
    void shouldKnowTheExactAddressThatWasSeenLast() {
        routes.seen(LocalAddress.of("app"), session);
        Route route = routes.seen(padded("app"), session);
        assertThat(routes.find("app")).isSameAs(route);
        assertThat(route.address).isEqualTo(padded("app"));
    }

    @Test
    void shouldFindTheSameByAnyTextThatIsEqual() {
        Route app = routes.seen(LocalAddress.of("app"), session);
        Route other = routes.seen(LocalAddress.of("other"), session);
        for (int i = 0; i < 3; i++) {
            assertThat(routes.find(new String("app".toCharArray()))).isSameAs(app);
            assertThat(routes.find("app")).isSameAs(app);
            assertThat(routes.find("other")).isSameAs(other);
            assertThat(routes.find("another")).isNull();
        }
    }

    @Test
    void shouldKeepTheRouteWhileNothingChanges() {
        Route route = routes.seen(padded("app"), session);
        assertThat(routes.seen(padded("app"), session)).isSameAs(route);
        assertThat(route.live).isTrue();
    }

    @Test
    void shouldFollowAnApplicationToAnotherChannel() {
        Route before = routes.seen(LocalAddress.of("app"), session);
        Route after = routes.seen(LocalAddress.of("app"), other);
        assertThat(before.live).isFalse();
        assertThat(routes.find("app")).isSameAs(after);
    }

    @Test
    void shouldForgetWhoWasUsedLongestAgo() {
        Route a = routes.seen(LocalAddress.of("a"), session);
        routes.seen(LocalAddress.of("b"), session);
        routes.seen(LocalAddress.of("c"), session);
        routes.find("a");
        routes.seen(LocalAddress.of("d"), session);
        assertThat(routes.find("b")).isNull();
        assertThat(routes.find("a")).isSameAs(a);
        assertThat(routes.all()).hasSize(3);
    }

    @Test
    void shouldForgetOnlyTheAddressThatFailed() {
        routes.seen(padded("app"), session);
        routes.forget(LocalAddress.of("app"), session);
        assertThat(routes.find("app")).isNotNull();
        routes.forget(padded("app"), session);
        assertThat(routes.find("app")).isNull();
    }

    @Test
    void shouldForgetAllOfAChannelThatIsClosed() {
        Route gone = routes.seen(LocalAddress.of("a"), session);
        routes.seen(LocalAddress.of("b"), other);
        routes.forget(session);
        assertThat(gone.live).isFalse();
        assertThat(routes.find("a")).isNull();
        assertThat(routes.find("b")).isNotNull();
    }
}
