package org.servergroup.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The configuration files of the distribution say what the bundles take. */
class ConfigurationIT {
    private static final Pattern ATTRIBUTE = Pattern.compile("<AD id=\"([^\"]+)\"([^>]*)>");
    private static final Pattern DEFAULT = Pattern.compile(" default=\"([^\"]*)\"");
    private static final Pattern SETTING = Pattern.compile("(?m)^#(\\w+)=(.*)$");

    @Test
    void shouldNameEveryPropertyWithAnUnderscoreAndNoDot() throws IOException {
        assertThat(metatype().values())
                .allSatisfy(keys -> assertThat(keys.keySet()).noneMatch(key -> key.contains(".")));
    }

    @Test
    void shouldShowTheDefaultsThatTheBundlesHave() throws IOException {
        Map<String, Map<String, String>> known = metatype();
        try (Stream<Path> files = Files.list(Launched.DISTRIBUTION.resolve("conf"))) {
            for (Path file : files.toList()) {
                String component = file.getFileName().toString().replace(".cfg", "");
                Matcher settings = SETTING.matcher(Files.readString(file));
                while (settings.find()) {
                    assertThat(known.getOrDefault(component, Map.of()))
                            .as(component)
                            .containsEntry(settings.group(1), settings.group(2));
                }
            }
        }
    }

    /** Property and default, by component. */
    private static Map<String, Map<String, String>> metatype() throws IOException {
        Map<String, Map<String, String>> known = new TreeMap<>();
        for (BundleJar bundle : BundleJar.allIn(Launched.DISTRIBUTION)) {
            try (JarFile jar = new JarFile(bundle.jar().toFile())) {
                for (JarEntry entry : jar.stream()
                        .filter(each -> each.getName().matches("OSGI-INF/metatype/.*\\.xml"))
                        .toList()) {
                    read(jar, entry, known);
                }
            }
        }
        return known;
    }

    private static void read(JarFile jar, JarEntry entry, Map<String, Map<String, String>> known) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            String xml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Matcher pid = Pattern.compile("<Designate pid=\"([^\"]+)\"").matcher(xml);
            if (pid.find()) {
                Map<String, String> keys = known.computeIfAbsent(pid.group(1), component -> new TreeMap<>());
                Matcher attribute = ATTRIBUTE.matcher(xml);
                while (attribute.find()) {
                    Matcher value = DEFAULT.matcher(attribute.group(2));
                    keys.put(attribute.group(1), value.find() ? value.group(1) : "");
                }
            }
        }
    }
}
