package org.servergroup.agent.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineTest {
    private final Line line = new Line();
    private final Waiter.Reader reader = new Waiter.Reader(() -> {});
    private final Waiter.Parcel parcel = new Waiter.Parcel(new byte[0]);

    @Test
    void shouldServeInOrder() {
        line.join(reader);
        line.join(parcel);
        assertThat(line.next()).isSameAs(reader);
        assertThat(line.next()).isSameAs(parcel);
        assertThat(line.next()).isNull();
    }

    @Test
    void shouldHoldOnePlaceForEach() {
        line.join(reader);
        line.join(reader);
        assertThat(line.size()).isEqualTo(1);
    }

    @Test
    void shouldGiveThePlaceBackToWhoseTurnCameToNothing() {
        line.join(reader);
        line.join(parcel);
        line.beginTurn(line.next() == reader ? reader : parcel);
        line.join(reader);
        assertThat(line.next()).isSameAs(reader);
    }

    @Test
    void shouldSendWhoHadATurnToTheEnd() {
        line.join(reader);
        line.join(parcel);
        line.next();
        line.beginTurn(reader);
        assertThat(line.countTurn(reader)).isFalse();
        line.join(reader);
        assertThat(line.next()).isSameAs(parcel);
        assertThat(line.isSomebodysTurn()).isFalse();
    }

    @Test
    void shouldEndATurnAfterSomeFramesOrWhenNobodyElseWaits() {
        line.beginTurn(reader);
        assertThat(line.countTurn(reader)).isTrue();
        line.join(parcel);
        line.beginTurn(reader);
        int frames = 1;
        while (!line.countTurn(reader)) {
            frames++;
        }
        assertThat(frames).isEqualTo(64);
    }

    @Test
    void shouldForgetWhoLeaves() {
        line.join(reader);
        assertThat(line.leave(reader)).isTrue();
        assertThat(line.leave(reader)).isFalse();
        assertThat(line.next()).isNull();
    }
}
