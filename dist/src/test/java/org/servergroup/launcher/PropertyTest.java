package org.servergroup.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PropertyTest {
    private static Property of(String type) {
        return limited(type, null, null);
    }

    private static Property limited(String type, @Nullable String min, @Nullable String max) {
        return new Property(type, false, min, max, null, List.of());
    }

    private static void assertRefused(Property property, String text, String reason) {
        assertThatThrownBy(() -> property.parse(text))
                .as("%s as %s", text, property.type())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    @Test
    void shouldGiveEachTypeItsOwn() {
        assertThat(of("Long").parse("-9000000000")).isEqualTo(-9_000_000_000L);
        assertThat(of("Integer").parse("7")).isEqualTo(7);
        assertThat(of("Short").parse("7")).isEqualTo((short) 7);
        assertThat(of("Byte").parse("-128")).isEqualTo((byte) -128);
        assertThat(of("Double").parse("0.5")).isEqualTo(0.5);
        assertThat(of("Float").parse("0.5")).isEqualTo(0.5f);
        assertThat(of("Boolean").parse("TRUE")).isEqualTo(true);
        assertThat(of("Character").parse("x")).isEqualTo('x');
        assertThat(of("String").parse(" as it is ")).isEqualTo(" as it is ");
        assertThat(of("Password").parse("secret")).isEqualTo("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "Byte, 128, must be a whole number from -128 to 127",
        "Short, 40000, must be a whole number from -32768 to 32767",
        "Integer, 2147483648, must be a whole number from -2147483648 to 2147483647",
        "Integer, 1.0, must be a whole number from -2147483648 to 2147483647",
        "Integer, '', must be a whole number from -2147483648 to 2147483647",
        "Integer, 0x10, must be a whole number from -2147483648 to 2147483647",
        "Boolean, yes, must be true or false",
        "Boolean, '', must be true or false",
        "Double, half, must be a number",
        "Character, ab, must be one character",
        "Character, '', must be one character",
    })
    void shouldSayWhatWouldBeAValue(String type, String text, String reason) {
        assertRefused(of(type), text, reason);
    }

    @Test
    void shouldKeepToTheLimits() {
        Property number = limited("Integer", "10", "20");
        assertThat(number.parse("10")).isEqualTo(10);
        assertThat(number.parse("20")).isEqualTo(20);
        for (String text : List.of("9", "21", "ten", "99999999999999999999")) {
            assertRefused(number, text, "must be a whole number from 10 to 20");
        }
        assertRefused(limited("Long", "1", null), "0", "must be a whole number, 1 or more");
        assertRefused(of("Long"), "x", "must be a whole number");
        assertRefused(limited("Double", "0", "1"), "1.5", "must be a number from 0.0 to 1.0");
        Property text = limited("String", "2", "3");
        assertThat(text.parse("ab")).isEqualTo("ab");
        assertRefused(text, "a", "must have at least 2 characters");
        assertRefused(text, "abcd", "must have at most 3 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "-Infinity"})
    void shouldNotTakeWhatIsNoNumberForOneWithinTheLimits(String text) {
        assertRefused(limited("Double", "0", "1"), text, "must be a number from 0.0 to 1.0");
    }

    @Test
    void shouldTakeOnlyTheOptionsThereAre() {
        Property property = new Property("String", false, null, null, null, List.of("auto", "file"));
        assertThat(property.parse("file")).isEqualTo("file");
        assertRefused(property, "File", "must be one of auto, file");
        assertRefused(property, "", "must be one of auto, file");
    }

    @Test
    void shouldTakeSeveralValuesWhereThereCanBeSeveral() {
        Property numbers = new Property("Integer", true, "1", "9", null, List.of());
        assertThat(numbers.parse(" 1, 2,,3 ")).isEqualTo(new Integer[] {1, 2, 3});
        assertThat(numbers.parse("")).isEqualTo(new Integer[0]);
        assertRefused(numbers, "1, 10", "must be a whole number from 1 to 9");
        Property texts = new Property("String", true, null, null, null, List.of());
        assertThat(texts.parse("/a, /b")).isEqualTo(new String[] {"/a", "/b"});
    }
}
