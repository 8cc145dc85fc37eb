package org.servergroup.host.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MembersTest {
    private final Told told = new Told();
    private final Members members = new Members("", told);

    @Test
    void shouldNotNotifyOfWhatStoodBefore() {
        found("db", "running (booted)");
        members.listed();
        found("db", "running (booted)");
        members.listed();
        assertTold("db vm active []", "listed");
        assertThat(members.count()).isEqualTo(1);
    }

    @Test
    void shouldNotNotifyOfAnotherReasonForTheSameState() {
        members.listed();
        found("db", "running (booted)");
        found("db", "running (unpaused)");
        members.found("one", new Domain("vm", "db", Map.of("vcpus", "2")), DomainState.read("running (unpaused)"));
        assertTold(
                "listed",
                "db vm active [compute.instance.create.end, compute.instance.power_on.end]",
                "db vm active []",
                "db vm active [compute.instance.update]");
    }

    @Test
    void shouldTellOfAnotherGroupAndOfNone() {
        members.listed();
        found("db", "shut off (shutdown)");
        found("web", "shut off (shutdown)");
        found("", "shut off (shutdown)");
        found("", "shut off (shutdown)");
        assertTold(
                "listed",
                "db vm stopped [compute.instance.create.end]",
                "web vm stopped [compute.instance.create.end]",
                "- vm [compute.instance.delete.end]");
        Members all = new Members("everybody", told);
        all.found("one", new Domain("vm", "", Map.of()), DomainState.read("running (booted)"));
        assertTold("everybody vm active []");
    }

    @Test
    void shouldTellOfAResetAtMostOnceASecond() {
        long second = TimeUnit.SECONDS.toNanos(1);
        String reset = "db vm active [compute.instance.reboot.end]";
        members.rebooted("one", 0);
        found("db", "running (booted)");
        assertTold("db vm active []");
        members.rebooted("one", -second);
        assertTold(reset);
        members.rebooted("one", -1);
        assertTold();
        members.rebooted("one", 0);
        assertTold(reset);
        members.rebooted("one", second - 1);
        assertTold();
    }

    @Test
    void shouldTellHowADomainEndedThatIsGone() {
        found("db", "running (booted)");
        members.gone("one", DomainState.ended("Stopped Destroyed"));
        members.gone("one", DomainState.ended("Stopped Destroyed"));
        found("db", "running (booted)");
        members.gone("one", DomainState.ended(""));
        assertTold(
                "db vm active []",
                "db vm stopped [compute.instance.power_off.end]",
                "- vm [compute.instance.delete.end]",
                "db vm active []",
                "- vm [compute.instance.delete.end]");
    }

    @Test
    void shouldTellOfAMigrationWhetherTheDomainIsKeptOrNot() {
        found("db", "running (booted)");
        members.gone("one", DomainState.ended("Stopped Migrated"));
        found("db", "running (booted)");
        members.migratedAway("one");
        members.listed();
        found("db", "running (migrated)");
        assertTold(
                "db vm active []",
                "- vm [compute.instance.live_migration._post.end]",
                "db vm active []",
                "- vm [compute.instance.live_migration._post.end]",
                "listed",
                "db vm active [compute.instance.live_migration._post.end]");
    }

    @Test
    void shouldTellOfAnotherInstanceName() {
        members.listed();
        found("one", "vm", "shut off (shutdown)");
        found("one", "renamed", "shut off (shutdown)");
        members.gone("one", DomainState.ended(""));
        assertTold(
                "listed",
                "db vm stopped [compute.instance.create.end]",
                "- vm [compute.instance.delete.end]",
                "db renamed stopped [compute.instance.create.end]",
                "- renamed [compute.instance.delete.end]");
        assertThat(members.count()).isZero();
    }

    @Test
    void shouldKeepAMemberWhileAnotherDomainHasItsName() {
        members.listed();
        found("one", "vm", "running (booted)");
        found("two", "vm", "shut off (shutdown)");
        members.rebooted("two", 0);
        members.gone("two", DomainState.ended(""));
        assertTold("listed", "db vm active [compute.instance.create.end, compute.instance.power_on.end]");
        found("two", "vm", "shut off (shutdown)");
        members.gone("one", DomainState.ended("Stopped Destroyed"));
        members.gone("two", DomainState.ended(""));
        assertTold(
                "db vm stopped [compute.instance.power_off.end]",
                "db vm stopped [compute.instance.update]",
                "- vm [compute.instance.delete.end]");
    }

    @Test
    void shouldTellOfTheDomainThatRunsIfSeveralHaveOneName() {
        members.listed();
        found("old", "vm", "shut off (shutdown)");
        found("new", "vm", "running (booted)");
        found("old", "vm", "shut off (saved)");
        members.rebooted("new", 0);
        found("new", "other", "running (booted)");
        assertTold(
                "listed",
                "db vm stopped [compute.instance.create.end]",
                "db vm active [compute.instance.power_on.end]",
                "db vm active [compute.instance.reboot.end]",
                "db vm suspended [compute.instance.suspend.end]",
                "db other active [compute.instance.create.end, compute.instance.power_on.end]");
    }

    private void found(String domain, String instance, String state) {
        members.found(domain, new Domain(instance, "db", Map.of()), DomainState.read(state));
    }

    private void found(String group, String state) {
        members.found("one", new Domain("vm", group, Map.of()), DomainState.read(state));
    }

    private void assertTold(String... expected) {
        assertThat(told.lines).containsExactly(expected);
        told.lines.clear();
    }
}
