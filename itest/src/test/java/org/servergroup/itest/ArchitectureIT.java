package org.servergroup.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fails on an arrow between bundles that the table in docs/ARCHITECTURE.md does not allow. */
class ArchitectureIT {
    private static final String API = "org.servergroup";
    private static final String SPI = "org.servergroup.spi";
    private static final String PROTOCOL = "org.servergroup.protocol";
    private static final String POSIX = "org.servergroup.posix";
    private static final String CLIENT = "org.servergroup.client";

    /** One row of the table: what a bundle exports, and what it may import of ours. */
    private record Row(Set<String> exports, Set<String> mayImport) {}

    private static final Map<String, Row> TABLE = Map.of(
            "org.servergroup.api", new Row(Set.of(API, SPI), Set.of()),
            "org.servergroup.protocol", new Row(Set.of(PROTOCOL), Set.of()),
            "org.servergroup.posix", new Row(Set.of(POSIX), Set.of()),
            "org.servergroup.transport.virtio", new Row(Set.of(), Set.of(SPI, PROTOCOL, POSIX)),
            "org.servergroup.transport.unix", new Row(Set.of(), Set.of(SPI, PROTOCOL, POSIX)),
            "org.servergroup.agent", new Row(Set.of(), Set.of(API, SPI, PROTOCOL)),
            "org.servergroup.client", new Row(Set.of(CLIENT), Set.of(API, SPI, PROTOCOL)),
            "org.servergroup.sample", new Row(Set.of(), Set.of(API, CLIENT)),
            "org.servergroup.host", new Row(Set.of("org.servergroup.host.spi"), Set.of(SPI, PROTOCOL)),
            "org.servergroup.host.libvirt", new Row(Set.of(), Set.of("org.servergroup.host.spi")));

    /** What of the protocol a transport may know: how frames are told apart, and how long they may be. */
    private static final Set<String> FRAMING = Set.of("LineFramer", "Limits");

    static Stream<BundleJar> ours() throws IOException {
        return all().stream().filter(BundleJar::isOurs);
    }

    private static List<BundleJar> all() throws IOException {
        return BundleJar.allIn(Path.of(System.getProperty("servergroup.distribution")));
    }

    private static Row row(BundleJar bundle) {
        return Objects.requireNonNull(TABLE.get(bundle.name()), "a row for " + bundle.name());
    }

    @Test
    void shouldKnowEveryBundleOfOurs() throws IOException {
        assertThat(ours().map(BundleJar::name).collect(Collectors.toSet())).isEqualTo(TABLE.keySet());
    }

    @ParameterizedTest
    @MethodSource("ours")
    void shouldImportOnlyWhatTheTableAllows(BundleJar bundle) {
        Row row = row(bundle);
        Set<String> imports = new TreeSet<>(bundle.imports().keySet());
        imports.removeIf(name -> !name.equals(API) && !name.startsWith(API + "."));
        imports.removeAll(row.exports());
        assertThat(row.mayImport())
                .as("what %s may import of ours", bundle.name())
                .containsAll(imports);
        assertThat(bundle.requiresBundle())
                .as("%s has Require-Bundle", bundle.name())
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("ours")
    void shouldExportExactlyWhatTheTableSaysWithVersions(BundleJar bundle) {
        assertThat(bundle.exports().keySet()).isEqualTo(row(bundle).exports());
        assertThat(bundle.exports().values()).doesNotContain("");
    }

    @ParameterizedTest
    @MethodSource("ours")
    void shouldKeepForeignLibrariesWhereTheyBelong(BundleJar bundle) {
        Set<String> imports = bundle.imports().keySet();
        if (bundle.name().startsWith("org.servergroup.transport.")) {
            assertThat(imports).as("Jackson in a transport").noneMatch(name -> name.startsWith("com.fasterxml."));
        }
        if (!bundle.name().equals(POSIX)) {
            assertThat(imports).as("JNA outside posix").noneMatch(name -> name.startsWith("com.sun.jna"));
        }
        assertThat(imports)
                .as("logging goes through System.Logger")
                .noneMatch(name -> name.startsWith("org.slf4j") || name.startsWith("org.osgi.service.log"));
    }

    @ParameterizedTest
    @MethodSource("ours")
    void shouldKeepTransportsToTheFraming(BundleJar bundle) throws IOException {
        if (bundle.name().startsWith("org.servergroup.transport.")) {
            assertThat(FRAMING).as("what a transport may use of the protocol").containsAll(bundle.mentionsOf(PROTOCOL));
        }
    }
}
