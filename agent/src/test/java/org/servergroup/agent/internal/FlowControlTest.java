package org.servergroup.agent.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.servergroup.spi.Offer;

class FlowControlTest {
    private final Line line = new Line();
    private final FlowControl flow = new FlowControl(line);
    private final HostSession session = TestRouter.session();

    /** The channel is there, and anybody may send. */
    private void open() {
        session.linkUp();
        flow.attach(session);
        flow.allowDirect(true);
        assertThat(flow.direct()).isSameAs(session);
    }

    @Test
    void shouldHaveNoWayUntilTheLinkIsUp() {
        flow.attach(session);
        flow.allowDirect(true);
        assertThat(flow.session()).isSameAs(session);
        assertThat(flow.way()).isNull();
        assertThat(flow.direct()).isNull();
        session.linkUp();
        flow.linkChanged(session);
        assertThat(flow.way()).isSameAs(session);
        assertThat(flow.direct()).isNull();
    }

    @Test
    void shouldBeBlockedUntilThereIsRoom() {
        open();
        assertThat(flow.block(flow.events())).isTrue();
        assertThat(flow.blocked()).isTrue();
        assertThat(flow.connected()).isTrue();
        assertThat(flow.direct()).isNull();
        flow.writable(session);
        assertThat(flow.blocked()).isFalse();
    }

    @Test
    void shouldNotBelieveAnAnswerThatIsOutOfDate() {
        open();
        int seen = flow.events();
        flow.writable(session);
        assertThat(flow.block(seen)).isFalse();
        flow.refused(Offer.BACK_PRESSURED, seen);
        flow.refused(Offer.NOT_CONNECTED, seen);
        flow.away(seen);
        assertThat(flow.blocked()).isFalse();
        assertThat(flow.direct()).isSameAs(session);
    }

    @Test
    void shouldTakeTheHostForAwayWhenTheChannelSaysSo() {
        open();
        flow.refused(Offer.CLOSED, flow.events());
        assertThat(flow.connected()).isFalse();
        assertThat(flow.way()).isNull();
        assertThat(flow.direct()).isNull();
    }

    @Test
    void shouldNotHearOtherChannels() {
        open();
        int seen = flow.events();
        HostSession other = TestRouter.session();
        flow.linkChanged(other);
        flow.writable(other);
        flow.detach(other);
        assertThat(flow.events()).isEqualTo(seen);
        assertThat(flow.direct()).isSameAs(session);
    }

    @Test
    void shouldEndTheTurnWithItsChannel() {
        open();
        line.beginTurn(new Waiter.Reader(() -> {}));
        flow.writable(session);
        assertThat(line.isSomebodysTurn()).isTrue();
        flow.detach(session);
        assertThat(line.isSomebodysTurn()).isFalse();
        assertThat(flow.session()).isNull();
    }
}
