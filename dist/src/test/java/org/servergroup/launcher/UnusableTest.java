package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleException;

class UnusableTest {
    private static String unresolved(String told) {
        return Unusable.reason(new BundleException(told, BundleException.RESOLVE_ERROR));
    }

    @Test
    void shouldNameThePackageAtTheEndOfTheChain() {
        assertThat(unresolved("Unable to resolve a.b [7](R 7.0): missing requirement [a.b [7](R 7.0)]"
                        + " osgi.wiring.package; (&(osgi.wiring.package=first)(version>=1.0.0)) [caused by: Unable to"
                        + " resolve c.d [8](R 8.0): missing requirement [c.d [8](R 8.0)] osgi.wiring.package;"
                        + " (&(osgi.wiring.package=last)(version>=2.0.0)(!(version>=3.0.0)))] Unresolved requirements:"
                        + " [[a.b [7](R 7.0)] osgi.wiring.package; (osgi.wiring.package=first)]"))
                .isEqualTo("does not resolve: there is no package last of a version from 2.0.0 below 3.0.0");
        assertThat(unresolved("missing requirement osgi.wiring.package; (osgi.wiring.package=any)"))
                .isEqualTo("does not resolve: there is no package any");
    }

    @Test
    void shouldTellWhatTheFrameworkSaysOfAnythingElse() {
        assertThat(unresolved("missing requirement osgi.ee; (osgi.ee=JavaSE)"))
                .isEqualTo("does not resolve: missing requirement osgi.ee; (osgi.ee=JavaSE)");
    }

    @Test
    void shouldTellTheFirstCauseOfAFailedStart() {
        Exception cause = new IllegalStateException("the cause\nand more lines");
        assertThat(Unusable.reason(new BundleException("Activator start error", new RuntimeException(cause))))
                .isEqualTo("does not start: the cause");
        assertThat(Unusable.reason(new BundleException("outer", new NullPointerException())))
                .isEqualTo("does not start: NullPointerException");
    }
}
