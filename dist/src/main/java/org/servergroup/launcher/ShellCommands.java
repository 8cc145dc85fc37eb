package org.servergroup.launcher;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Runs an operator's command lines. One that is a command of ours and its words is called directly; for all that the shell
 * language can do beside, Gogo is started, the first time that somebody wants it. Thread-safe.
 */
final class ShellCommands {
    /** What became of a command line. */
    record Answer(int status, String text) {
        static final int DONE = 0;
        static final int FAILED = 1;
        static final int MISUSED = 2;
    }

    private static final String SCOPE = "sg";
    private static final int MAX_ANSWER = 4 << 20;

    private final BundleContext context;
    private final Path gogo;
    private @Nullable Bundle language;

    /** @param gogo the jar of Gogo's runtime, which is on the class path */
    ShellCommands(BundleContext context, Path gogo) {
        this.context = context;
        this.gogo = gogo;
    }

    Answer run(String line) {
        Optional<List<String>> words = Words.of(line);
        if (words.isPresent() && words.get().isEmpty()) {
            return new Answer(Answer.DONE, "");
        }
        try {
            if (words.isPresent() && words.get().get(0).startsWith(SCOPE + ":")) {
                return new Answer(Answer.DONE, call(words.get()));
            }
            return new Answer(Answer.DONE, interpret(line));
        } catch (IllegalArgumentException e) {
            return new Answer(Answer.MISUSED, Failure.reasonOf(e) + "\n");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(Answer.FAILED, "interrupted\n");
        } catch (Exception e) { // commands are foreign code
            return new Answer(Answer.FAILED, Failure.reasonOf(e) + "\n");
        }
    }

    private String call(List<String> words) throws Exception {
        String function = words.get(0).substring(SCOPE.length() + 1);
        ServiceReference<?> reference = reference(function);
        Object service = reference == null ? null : context.getService(reference);
        if (reference == null || service == null) {
            if (context.getServiceReferences((String) null, "(osgi.command.scope=" + SCOPE + ")") == null) {
                throw new IllegalStateException("the agent's bundle is not there, or is being exchanged just now");
            }
            throw new IllegalArgumentException("there is no command " + words.get(0));
        }
        try {
            Object arguments = words.subList(1, words.size()).toArray(String[]::new);
            return String.valueOf(
                    service.getClass().getMethod(function, String[].class).invoke(service, arguments));
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            context.ungetService(reference);
        }
    }

    private @Nullable ServiceReference<?> reference(String function) throws InvalidSyntaxException {
        if (!function.matches("[a-z]+")) {
            return null;
        }
        ServiceReference<?>[] any = context.getServiceReferences(
                (String) null, "(&(osgi.command.scope=" + SCOPE + ")(osgi.command.function=" + function + "))");
        return any == null ? null : any[0];
    }

    private String interpret(String line) throws Exception {
        startLanguage();
        ServiceReference<CommandProcessor> reference = context.getServiceReference(CommandProcessor.class);
        CommandProcessor processor = reference == null ? null : context.getService(reference);
        if (processor == null) {
            throw new IllegalStateException("Gogo is not there");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
                CommandSession session = processor.createSession(new ByteArrayInputStream(new byte[0]), out, out)) {
            // As in Gogo's own shell: commands can be called without their scopes.
            session.put("SCOPE", SCOPE + ":*");
            Object result = session.execute(line);
            if (result != null) {
                out.print(session.format(result, Converter.INSPECT));
            }
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        text = text.length() > MAX_ANSWER ? text.substring(0, MAX_ANSWER) : text;
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }

    private synchronized void startLanguage() throws BundleException {
        if (language == null) {
            Bundle installed = context.installBundle(ClassPathBundles.location(gogo));
            installed.start();
            language = installed;
        }
    }
}
