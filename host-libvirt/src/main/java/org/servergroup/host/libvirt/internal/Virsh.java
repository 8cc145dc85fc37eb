package org.servergroup.host.libvirt.internal;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs virsh, without a shell, in the C locale. */
final class Virsh {
    /**
     * What it says about one domain.
     *
     * @param state a line such as {@code running (booted)}; empty if there is no such domain, or asking has failed
     * @param xml its XML; likewise
     */
    record Answer(String domain, String state, String xml) {
        boolean isThere() {
            return !state.isEmpty() && xml.startsWith("<domain");
        }
    }

    private static final long TIMEOUT_SECONDS = 30;
    private static final int MAX_CHARS = 16 << 20;
    private static final int BATCH = 50;

    /** Other names could not be those of sockets, and might look like options or several commands to virsh. */
    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9_.][A-Za-z0-9_.-]{0,63}");

    private static final Pattern LISTED = Pattern.compile("\\s*(?:\\d+|-)\\s+(\\S+)\\s+(\\S.*)");

    private final String program;
    private final String uri;

    /** Stands between answers; nobody who names a domain can know it. */
    private final String mark = "mark-" + UUID.randomUUID();

    Virsh(String program, String uri) {
        this.program = program;
        this.uri = uri;
    }

    /** All domains, with a word for the state of each. */
    Map<String, String> list() throws IOException, InterruptedException {
        Map<String, String> states = new LinkedHashMap<>();
        run(true, "list", "--all").lines().forEach(line -> {
            Matcher matcher = LISTED.matcher(line);
            if (matcher.matches() && DOMAIN.matcher(matcher.group(1)).matches()) {
                states.put(matcher.group(1), matcher.group(2).strip());
            }
        });
        return states;
    }

    /** What it says about some domains, which takes one process for very many. */
    List<Answer> ask(List<String> domains) throws IOException, InterruptedException {
        List<Answer> answers = new ArrayList<>();
        for (int from = 0; from < domains.size(); from += BATCH) {
            askBatch(domains.subList(from, Math.min(domains.size(), from + BATCH)), answers);
        }
        return answers;
    }

    private void askBatch(List<String> domains, List<Answer> answers) throws IOException, InterruptedException {
        StringBuilder script = new StringBuilder();
        for (String domain : domains) {
            if (!DOMAIN.matcher(domain).matches()) {
                throw new IllegalArgumentException("not the name of a domain with a socket: " + domain);
            }
            script.append("domstate --reason --domain ")
                    .append(domain)
                    .append("; echo ")
                    .append(mark);
            script.append("; dumpxml --domain ")
                    .append(domain)
                    .append("; echo ")
                    .append(mark)
                    .append("; ");
        }
        List<String> parts = List.of(run(false, script.toString()).split(mark, -1));
        if (parts.size() != 2 * domains.size() + 1) {
            throw new IOException("virsh answers " + parts.size() / 2 + " of " + domains.size() + " questions");
        }
        for (int i = 0; i < domains.size(); i++) {
            answers.add(new Answer(
                    domains.get(i),
                    parts.get(2 * i).strip(),
                    parts.get(2 * i + 1).strip()));
        }
    }

    /** Whether this can be the name of a domain whose guest has a socket. */
    static boolean isDomain(String name) {
        return DOMAIN.matcher(name).matches();
    }

    private String run(boolean mustSucceed, String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        CompletableFuture<String> output = new CompletableFuture<>();
        Thread reader = new Thread(() -> output.complete(read(process)), "servergroup-host-virsh");
        reader.setDaemon(true);
        try {
            reader.start();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("virsh does not end");
            }
            String text = output.get(5, TimeUnit.SECONDS);
            String errors = new String(process.getErrorStream().readNBytes(4096), StandardCharsets.UTF_8);
            if (process.exitValue() != 0 && (mustSucceed || text.isEmpty())) {
                throw new IOException(errors.strip().lines().findFirst().orElse("virsh has failed"));
            }
            return text;
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("virsh's answer cannot be read", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Process process) {
        StringBuilder text = new StringBuilder();
        char[] chars = new char[8192];
        try (InputStreamReader in = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            for (int count = in.read(chars); count >= 0; count = in.read(chars)) {
                if (text.length() + count <= MAX_CHARS) {
                    text.append(chars, 0, count);
                }
            }
        } catch (IOException e) {
            // the process was ended
        }
        return text.toString();
    }

    /** Starts a command. */
    Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program, "-q", "-c", uri));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }
}
