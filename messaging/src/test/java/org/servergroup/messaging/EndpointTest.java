package org.servergroup.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.util.promise.Promise;
import org.servergroup.Broadcast;
import org.servergroup.BroadcastListener;
import org.servergroup.LinkListener;
import org.servergroup.Member;
import org.servergroup.Message;
import org.servergroup.MessageHandler;
import org.servergroup.Nack;
import org.servergroup.NackListener;
import org.servergroup.NotAcceptedException;
import org.servergroup.Notification;
import org.servergroup.NotificationListener;
import org.servergroup.StatusTimeoutException;
import org.servergroup.protocol.GroupMessage;
import org.servergroup.spi.Discard;

class EndpointTest {
    private static final String GROUP = "cgcs.server_grp";

    /** What has left, with its addresses in front. */
    private record Sent(String source, String destination, String data) {}

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Map<Discard, Long> discarded = new ConcurrentHashMap<>();
    private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
    private final Delivery delivery = new Delivery(Delivery.Settings.DEFAULT, timer, this::discarded);
    private volatile Outlet outlet = (source, destination, data) ->
            sent.add(new Sent(source, destination, new String(data, StandardCharsets.UTF_8)));
    private final Endpoint endpoint = endpoint(GROUP);

    private Endpoint endpoint(String address) {
        return new Endpoint(
                address,
                Duration.ofMinutes(5),
                (source, destination, data) -> outlet.send(source, destination, data),
                delivery,
                timer,
                this::discarded);
    }

    private void discarded(Discard reason, long count) {
        discarded.merge(reason, count, Long::sum);
    }

    @AfterEach
    void close() {
        endpoint.close();
        delivery.close();
        timer.shutdownNow();
    }

    private boolean receive(String data) {
        return endpoint.received(GROUP, GROUP, ByteBuffer.wrap(data.getBytes(StandardCharsets.UTF_8)));
    }

    private boolean receive(GroupMessage message) {
        return endpoint.received(GROUP, GROUP, ByteBuffer.wrap(message.encode()));
    }

    /** Waits for a query to be sent. */
    private long seq() {
        try {
            Sent query = sent.poll(10, TimeUnit.SECONDS);
            assertThat(query).isNotNull();
            assertThat(query.data()).matches("\\{\"version\":2,\"msg_type\":\"status_query\",\"seq\":\\d+}");
            return Long.parseLong(query.data().replaceAll("\\D*2\\D*(\\d+)}", "$1"));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Throwable failure(Promise<?> promise) {
        try {
            return promise.getFailure();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Member> value(Promise<List<Member>> promise) {
        try {
            return promise.getValue();
        } catch (InterruptedException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    // Sending

    @Test
    void shouldBroadcastAsTheCLibraryDoes() throws IOException {
        endpoint.serverGroup().broadcast("this is a test");
        assertThat(sent)
                .containsExactly(new Sent(
                        GROUP, GROUP, "{\"version\":2,\"msg_type\":\"broadcast\",\"data\":\"this is a test\"}"));
    }

    @Test
    void shouldTakeTheLongestBroadcastAndNoLongerOne() throws IOException {
        endpoint.serverGroup().broadcast("x".repeat(3050));
        endpoint.serverGroup().broadcast("é".repeat(1525));
        assertThat(sent).hasSize(2);
        assertRefused("x".repeat(3051), "3050", "3051");
        assertRefused("é".repeat(1526), "3050", "3052");
    }

    @Test
    void shouldRefuseWhatWouldTearOrCutTheMessage() {
        assertRefused("a\nb", "newline", "index 1");
        assertRefused("ab\0", "NUL", "index 2");
        assertRefused("a\uD83D", "surrogate", "index 1");
        assertRefused("\uDE00\uD83D", "surrogate", "index 0");
        assertThat(sent).isEmpty();
    }

    @Test
    void shouldCountEscapesTowardsTheEnvelope() throws IOException {
        assertRefused("\u0001".repeat(1000), "4096", "61");
        assertRefused("\"".repeat(2500), "4096", "51");
        // Our own writers leave a slash alone, a legacy host does not.
        assertRefused("/".repeat(2500), "4096", "51");
        endpoint.serverGroup().broadcast("/".repeat(1900) + "\t\r\b");
        assertThat(sent).hasSize(1);
    }

    @Test
    void shouldStayWithinTheBufferOfLegacyPeersToTheByte() throws IOException {
        String head = "{\"data\":{\"version\":\"version\",\"msg_type\":\"broadcast\","
                + "\"source_instance\":\"instance-00000001\",\"data\":\"";
        String tail = "\"},\"version\":2,\"source_addr\":\"cgcs.server_grp\"}";
        int room = 4096 - head.length() - tail.length();
        String fits = "/".repeat(room / 2) + "x".repeat(room % 2);
        endpoint.serverGroup().broadcast(fits);
        assertRefused(fits + "x", "4096", "4097");
    }

    private void assertRefused(String text, String... parts) {
        assertThatThrownBy(() -> endpoint.serverGroup().broadcast(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void shouldTellTheCallerWhyItWasNotSent() {
        outlet = (source, destination, data) -> {
            throw new NotAcceptedException("full");
        };
        assertThatThrownBy(() -> endpoint.serverGroup().broadcast("x"))
                .isInstanceOf(NotAcceptedException.class)
                .hasMessage("full");
        assertThat(failure(endpoint.serverGroup().status())).isInstanceOf(NotAcceptedException.class);
        outlet = (source, destination, data) -> {
            throw new IllegalStateException("on purpose");
        };
        assertThat(failure(endpoint.serverGroup().status())).isInstanceOf(IOException.class);
    }

    @Test
    void shouldSendToAnyAddress() throws IOException {
        endpoint.hostMessaging().send("cgcs.scale", "h_scale", "{\"a\":[1,2.50,true,null]}");
        assertThat(sent).containsExactly(new Sent("cgcs.scale", "h_scale", "{\"a\":[1,2.50,true,null]}"));
    }

    @Test
    void shouldRefuseUnusableAddressesAndData() {
        assertSendRefused("", "b", "{}", "source address", "not 0");
        assertSendRefused("a".repeat(108), "b", "{}", "107", "108");
        assertSendRefused("a", "b\0", "{}", "destination address", "NUL");
        assertSendRefused("a", "b\uD83D", "{}", "surrogate");
        assertSendRefused("a", "b", "{} {}", "one JSON value");
        assertSendRefused("a", "b", "", "one JSON value");
        assertSendRefused("a", "b", "[".repeat(600) + "]".repeat(600), "512");
        assertSendRefused("a", "b", "\"" + "x".repeat(300_000) + "\"", "262144", "300002");
    }

    private void assertSendRefused(String source, String destination, String json, String... parts) {
        assertThatThrownBy(() -> endpoint.hostMessaging().send(source, destination, json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(parts);
    }

    // Listeners

    @Test
    void shouldTellListenersWhatTheHostSends() {
        List<Object> heard = new CopyOnWriteArrayList<>();
        BroadcastListener broadcasts = heard::add;
        NotificationListener notifications = heard::add;
        NackListener nacks = heard::add;
        endpoint.addBroadcastListener(broadcasts);
        endpoint.addNotificationListener(notifications);
        endpoint.addNackListener(nacks);
        assertThat(receive(
                        "{\"version\":\"version\",\"msg_type\":\"broadcast\",\"source_instance\":\"instance-0000000a\","
                                + "\"data\":\"Hello World\"}"))
                .isTrue();
        await().untilAsserted(() -> assertThat(heard).hasSize(1));
        assertThat(receive(
                        "{\"version\":2,\"msg_type\":\"notification\",\"data\":{\"event_type\":\"e\",\"payload\":{}}}"))
                .isTrue();
        await().untilAsserted(() -> assertThat(heard).hasSize(2));
        assertThat(receive("{\"version\":2,\"msg_type\":\"nack\",\"log_msg\":\"Invalid message type\"}"))
                .isTrue();
        await().untilAsserted(() -> assertThat(heard).hasSize(3));
        endpoint.nacked(new Nack("broadcast", "dropped"));
        await().untilAsserted(() -> assertThat(heard).hasSize(4));
        assertThat(heard.get(0)).isEqualTo(new Broadcast("instance-0000000a", "Hello World"));
        assertThat(heard.get(1))
                .isInstanceOfSatisfying(
                        Notification.class, told -> assertThat(told.eventType()).isEqualTo("e"));
        assertThat(heard.get(2)).isEqualTo(new Nack("unknown", "Invalid message type"));
        assertThat(heard.get(3)).isEqualTo(new Nack("broadcast", "dropped"));
        endpoint.removeBroadcastListener(broadcasts);
        endpoint.removeNotificationListener(notifications);
        endpoint.removeNackListener(nacks);
        assertThat(endpoint.wants(GROUP)).isFalse();
        assertThat(discarded).isEmpty();
    }

    /** Hears everything, and so in the order of arrival. */
    private static final class HearsAll implements BroadcastListener, NotificationListener, NackListener, LinkListener {
        private final List<String> heard = new CopyOnWriteArrayList<>();

        @Override
        public void received(Broadcast broadcast) {
            heard.add(broadcast.text());
        }

        @Override
        public void received(Notification notification) {
            heard.add(notification.eventType());
        }

        @Override
        public void received(Nack nack) {
            heard.add(nack.message());
        }

        @Override
        public void linkUp() {
            heard.add("up");
        }

        @Override
        public void linkDown(String reason) {
            heard.add("down");
        }
    }

    @Test
    void shouldKeepTheOrderOfArrivalForOneWhoHearsAll() {
        HearsAll all = new HearsAll();
        endpoint.addBroadcastListener(all);
        endpoint.addNotificationListener(all);
        endpoint.addNackListener(all);
        endpoint.addLinkListener(all);
        List<String> expected = new ArrayList<>(List.of("down"));
        for (int i = 0; i < 20; i++) {
            receive(new GroupMessage.Broadcast("instance-1", "broadcast " + i));
            receive(new GroupMessage.Notification("{\"event_type\":\"notification " + i + "\"}"));
            receive(new GroupMessage.Nack("broadcast", "nack " + i));
            endpoint.linkUp();
            endpoint.linkUp();
            endpoint.linkDown("again");
            endpoint.linkDown("for another reason");
            expected.addAll(List.of("broadcast " + i, "notification " + i, "nack " + i, "up", "down"));
        }
        await().untilAsserted(() -> assertThat(all.heard).isEqualTo(expected));
    }

    @Test
    void shouldTellANewLinkListenerThePresentStateOnce() {
        endpoint.linkUp();
        HearsAll first = new HearsAll();
        endpoint.addLinkListener(first);
        await().untilAsserted(() -> assertThat(first.heard).containsExactly("up"));
        endpoint.linkDown("gone");
        await().untilAsserted(() -> assertThat(first.heard).containsExactly("up", "down"));
        endpoint.removeLinkListener(first);
        endpoint.linkUp();
        HearsAll second = new HearsAll();
        endpoint.addLinkListener(second);
        await().untilAsserted(() -> assertThat(second.heard).containsExactly("up"));
        assertThat(first.heard).containsExactly("up", "down");
    }

    @Test
    void shouldParseNothingThatNobodyWants() {
        assertThat(endpoint.wants(GROUP)).isFalse();
        assertThat(receive("{\"version\":2,\"msg_type\":\"bogus\"}")).isFalse();
        assertThat(discarded).isEmpty();
    }

    @Test
    void shouldCountWhatIsOfNoUse() {
        List<Object> heard = new CopyOnWriteArrayList<>();
        endpoint.addBroadcastListener(heard::add);
        endpoint.addNotificationListener(heard::add);
        receive("{\"version\":2,\"msg_type\":\"bogus\"}");
        receive("{\"version\":2,\"msg_type\":\"broadcast\",\"data\":\"no source_instance\"}");
        receive("{\"version\":2,\"msg_type\":\"notification\",\"data\":\"not JSON\"}");
        receive("{\"version\":2,\"msg_type\":\"status_query\",\"seq\":1}");
        receive("[]");
        receive("{\"version\":2,\"msg_type\":\"broadcast\",\"source_instance\":\"i\",\"data\":\"last\"}");
        await().untilAsserted(() -> assertThat(heard).containsExactly(new Broadcast("i", "last")));
        assertThat(discarded).containsExactly(Map.entry(Discard.UNUSABLE, 5L));
    }

    @Test
    void shouldGiveHandlersWhatComesForTheirAddresses() {
        List<Message> heard = new CopyOnWriteArrayList<>();
        MessageHandler handler = heard::add;
        endpoint.addMessageHandler(handler, List.of("cgcs.scale", "cgcs.other"));
        assertThat(endpoint.wants("cgcs.scale")).isTrue();
        ByteBuffer data = ByteBuffer.wrap("xx{\"n\" : 1.0}xx".getBytes(StandardCharsets.UTF_8), 2, 11);
        assertThat(endpoint.received("cgcs.scale", "h_scale", data)).isTrue();
        assertThat(data.position()).isEqualTo(2);
        await().untilAsserted(
                        () -> assertThat(heard).containsExactly(new Message("cgcs.scale", "h_scale", "{\"n\" : 1.0}")));
        endpoint.updateMessageHandler(handler, List.of("cgcs.other"));
        assertThat(endpoint.wants("cgcs.scale")).isFalse();
        assertThat(endpoint.received("cgcs.scale", "h_scale", data)).isFalse();
        endpoint.removeMessageHandler(handler);
        endpoint.removeMessageHandler(handler);
        assertThat(endpoint.wants("cgcs.other")).isFalse();
    }

    @Test
    void shouldReadTheAddressesOfAServiceProperty() {
        assertThat(Endpoint.addresses("a")).containsExactly("a");
        assertThat(Endpoint.addresses(new String[] {"a", "b"})).containsExactly("a", "b");
        assertThat(Endpoint.addresses(List.of("a", 1, "b"))).containsExactly("a", "b");
        assertThat(Endpoint.addresses(null)).isEmpty();
        assertThat(Endpoint.addresses(7)).isEmpty();
    }

    @Test
    void shouldTellGroupMessagesByTheirSourceAtAnAddressOfItsOwn() {
        Endpoint other = endpoint("my.own");
        List<Object> heard = new CopyOnWriteArrayList<>();
        other.addBroadcastListener(heard::add);
        byte[] broadcast = new GroupMessage.Broadcast("i", "text").encode();
        other.received("my.own", "h_scale", ByteBuffer.wrap(broadcast));
        other.received("my.own", GROUP, ByteBuffer.wrap(broadcast));
        await().untilAsserted(() -> assertThat(heard).containsExactly(new Broadcast("i", "text")));
        assertThat(discarded).isEmpty();
        other.close();
    }

    // Status

    @Test
    void shouldCollectTheMembers() {
        Promise<List<Member>> promise = endpoint.serverGroup().status();
        long seq = seq();
        assertThat(seq).isBetween(1L, (long) Integer.MAX_VALUE);
        assertThat(endpoint.wants(GROUP)).isTrue();
        receive("{\"version\":2,\"msg_type\":\"status_response\",\"seq\":" + seq
                + ",\"data\":\"{\\\"name\\\":\\\"instance-00000001\\\"}\"}");
        receive(new GroupMessage.StatusResponse(seq, "{\"instance_name\":\"instance-00000002\"}"));
        receive(new GroupMessage.StatusResponse(seq + 1, "{\"instance_name\":\"of another query\"}"));
        assertThat(promise.isDone()).isFalse();
        receive(new GroupMessage.StatusResponseDone(seq + 1));
        receive("{\"version\":2,\"msg_type\":\"status_response_done\",\"seq\":" + seq + ",\"data\":\"stray\"}");
        assertThat(value(promise))
                .extracting(Member::json)
                .containsExactly("{\"name\":\"instance-00000001\"}", "{\"instance_name\":\"instance-00000002\"}");
        assertThat(endpoint.wants(GROUP)).isFalse();
    }

    @Test
    void shouldKeepSeveralQueriesApart() {
        Promise<List<Member>> first = endpoint.serverGroup().status();
        long one = seq();
        Promise<List<Member>> second = endpoint.serverGroup().status();
        long two = seq();
        assertThat(one).isNotEqualTo(two);
        receive(new GroupMessage.StatusResponse(two, "{\"state\":\"two\"}"));
        receive(new GroupMessage.StatusResponse(one, "{\"state\":\"one\"}"));
        receive(new GroupMessage.StatusResponseDone(two));
        receive(new GroupMessage.StatusResponseDone(one));
        assertThat(value(first)).extracting(Member::state).containsExactly("one");
        assertThat(value(second)).extracting(Member::state).containsExactly("two");
    }

    @Test
    void shouldSayWhatHadArrivedWhenTheTimeIsUp() {
        endpoint.statusTimeout(Duration.ofMillis(300));
        Promise<List<Member>> promise = endpoint.serverGroup().status();
        receive(new GroupMessage.StatusResponse(seq(), "{\"instance_name\":\"instance-00000001\"}"));
        endpoint.linkUp();
        endpoint.linkDown("the host has gone");
        assertThat(failure(promise))
                .isInstanceOfSatisfying(
                        StatusTimeoutException.class,
                        e -> assertThat(e.arrived()).hasSize(1))
                .hasMessageContainingAll("300 ms", "instance-00000001", "the host has gone");
    }

    @Test
    void shouldRunCallbacksOnDeliveryThreadsAndLetNoneHoldUpAnother() {
        CountDownLatch never = new CountDownLatch(1);
        List<String> threads = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 2; i++) {
            endpoint.serverGroup()
                    .status()
                    .onResolve(() -> threads.add(Thread.currentThread().getName()))
                    .onResolve(() -> {
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
        }
        receive(new GroupMessage.StatusResponseDone(seq()));
        receive(new GroupMessage.StatusResponseDone(seq()));
        await().untilAsserted(() ->
                assertThat(threads).hasSize(2).allMatch(name -> name.startsWith("servergroup-delivery-")));
        never.countDown();
    }

    @Test
    void shouldBoundWhatAHostCanMakeItCollect() {
        Promise<List<Member>> many = endpoint.serverGroup().status();
        long seq = seq();
        for (int i = 0; i < 1025; i++) {
            receive(new GroupMessage.StatusResponse(seq, "{}"));
        }
        assertThat(failure(many)).isInstanceOf(IOException.class).hasMessageContaining("1024");
        Promise<List<Member>> big = endpoint.serverGroup().status();
        seq = seq();
        for (int i = 0; i < 30; i++) {
            receive(new GroupMessage.StatusResponse(seq, "{\"x\":\"" + "x".repeat(200_000) + "\"}"));
        }
        assertThat(failure(big)).isInstanceOf(IOException.class).hasMessageContaining("4194304");
        Promise<List<Member>> after = endpoint.serverGroup().status();
        seq = seq();
        receive(new GroupMessage.StatusResponse(seq, "{\"x\":\"" + "x".repeat(200_000) + "\"}"));
        receive(new GroupMessage.StatusResponseDone(seq));
        assertThat(value(after)).hasSize(1);
    }

    @Test
    void shouldBoundTheQueriesThatArePending() {
        for (int i = 0; i < 64; i++) {
            assertThat(endpoint.serverGroup().status().isDone()).isFalse();
        }
        assertThat(failure(endpoint.serverGroup().status()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("64");
    }

    @Test
    void shouldNotBlockWhileTheOutletDoes() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        outlet = (source, destination, data) -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        Promise<List<Member>> promise = endpoint.serverGroup().status();
        assertThat(promise.isDone()).isFalse();
        go.countDown();
    }

    @Test
    void shouldFailPendingQueriesAndSendNothingOnceClosed() {
        Promise<List<Member>> promise = endpoint.serverGroup().status();
        Promise<List<Member>> derived = promise.map(List::copyOf);
        List<Object> heard = new CopyOnWriteArrayList<>();
        endpoint.addBroadcastListener(heard::add);
        endpoint.close();
        endpoint.close();
        delivery.close();
        assertThat(failure(promise)).isInstanceOf(IOException.class);
        assertThat(failure(derived)).isInstanceOf(IOException.class);
        assertThat(failure(endpoint.serverGroup().status())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> endpoint.serverGroup().broadcast("x")).isInstanceOf(IOException.class);
        assertThat(receive(new GroupMessage.Broadcast("i", "late"))).isFalse();
        assertThat(heard).isEmpty();
    }

    @Test
    void shouldSurviveAnyBytes() {
        HearsAll all = new HearsAll();
        endpoint.addBroadcastListener(all);
        endpoint.addNotificationListener(all);
        endpoint.addNackListener(all);
        endpoint.serverGroup().status();
        long seq = seq();
        List<byte[]> models = List.of(
                new GroupMessage.Broadcast("i", "text").encode(),
                new GroupMessage.Notification("{\"event_type\":\"e\",\"payload\":{\"vcpus\":2}}").encode(),
                new GroupMessage.StatusResponse(seq, "{\"vcpus\":\"2\"}").encode(),
                new GroupMessage.Nack("broadcast", "m").encode());
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = models.get(i % models.size()).clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            assertThatCode(() -> endpoint.received(GROUP, GROUP, ByteBuffer.wrap(bytes)))
                    .doesNotThrowAnyException();
        }
    }
}
