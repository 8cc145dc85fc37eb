package org.servergroup.host.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.servergroup.host.spi.EventTypes;

class DomainTest {
    private static final String XML = """
            <domain type='kvm'>
              <name>vm-1</name>
              <uuid>c01bd4de-2c48-49d2-a602-4a82c1b6ddae</uuid>
              <title>db "0"</title>
              <metadata>
                <other:server xmlns:other="urn:other" group="wrong"/>
                <sg:server xmlns:sg="urn:servergroup:1" group="db"><sg:field name="hostname">db-0</sg:field></sg:server>
              </metadata>
              <memory unit='KiB'>65536</memory>
              <vcpu placement='static'>2</vcpu>
              <devices>
                <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
                <channel type='unix'>
                  <source mode='bind' path='/var/lib/libvirt/qemu/cgcs.messaging.instance-00000001.sock'/>
                  <target type='virtio' name='cgcs.messaging'/>
                </channel>
              </devices>
            </domain>
            """;

    @Test
    void shouldReadWhatConcernsUs() throws IOException {
        Domain domain = Domain.read(XML);
        assertThat(domain.instance()).isEqualTo("instance-00000001");
        assertThat(domain.group()).isEqualTo("db");
        assertThat(domain.fields())
                .containsEntry("instance_id", "\"c01bd4de-2c48-49d2-a602-4a82c1b6ddae\"")
                .containsEntry("display_name", "\"db \\\"0\\\"\"")
                .containsEntry("hostname", "\"db-0\"")
                .containsEntry("vcpus", "2")
                .containsEntry("memory_mb", "64");
    }

    @Test
    void shouldDoWithLittle() throws IOException {
        Domain domain = Domain.read("<domain><name>vm-1</name><memory unit='GiB'>2</memory></domain>");
        assertThat(domain.instance()).isEqualTo("vm-1");
        assertThat(domain.group()).isEmpty();
        assertThat(domain.fields()).containsEntry("display_name", "\"vm-1\"").containsEntry("memory_mb", "2048");
    }

    @Test
    void shouldRefuseEntitiesAndGarbage() {
        assertThatThrownBy(
                        () -> Domain.read("<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><domain>&y;</domain>"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Domain.read("error: nothing")).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "running (booted), active",
        "in shutdown (user), active",
        "paused (user), paused",
        "pmsuspended (unknown), suspended",
        "shut off (saved), suspended",
        "shut off (shutdown), stopped",
        "shut off (destroyed), stopped",
        "shut off (crashed), error",
        "crashed (panicked), error",
        "something new, error"
    })
    void shouldUnderstandStates(String line, String state) {
        assertThat(DomainState.read(line).state()).isEqualTo(state);
    }

    @Test
    void shouldNotTellOfWhatPasses() {
        assertThat(DomainState.read("paused (starting up)").isPassing()).isTrue();
        assertThat(DomainState.read("paused (user)").isPassing()).isFalse();
    }

    @Test
    void shouldNameWhatHasHappened() {
        assertThat(DomainState.read("running (unpaused)").eventsAfter("paused")).containsExactly(EventTypes.UNPAUSED);
        assertThat(DomainState.read("running (wakeup)").eventsAfter("suspended"))
                .containsExactly(EventTypes.RESUMED);
        assertThat(DomainState.read("running (booted)").eventsAfter("stopped")).containsExactly(EventTypes.POWERED_ON);
        assertThat(DomainState.read("running (booted)").eventsAfter("active")).isEmpty();
        assertThat(DomainState.read("shut off (shutdown)").eventsAfter("active"))
                .containsExactly(EventTypes.SHUT_DOWN);
        assertThat(DomainState.read("shut off (destroyed)").eventsAfter("active"))
                .containsExactly(EventTypes.POWERED_OFF);
        assertThat(DomainState.read("shut off (crashed)").eventsAfter("active")).containsExactly(EventTypes.UPDATED);
        assertThat(DomainState.read("running (migrated)").eventsWhenNew()).containsExactly(EventTypes.MIGRATED);
        assertThat(DomainState.ended("Stopped Migrated").isMigratedAway()).isTrue();
        assertThat(DomainState.ended("Stopped Destroyed").state()).isEqualTo("stopped");
        assertThat(DomainState.ended("Undefined Removed")).isEqualTo(DomainState.GONE);
    }
}
