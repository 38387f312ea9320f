package io.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpellingTest {
    private static final List<String> KEYS = List.of("address", "dns", "mtu", "split-dns", "split-include", "for");

    @ParameterizedTest
    @CsvSource({
        "adress, address",
        "addres, address",
        "adddress, address",
        "addrses, address",
        "Address, address",
        "split_include, split-include",
        "spilt-dns, split-dns",
        "mut, mtu",
        "dsn, dns"
    })
    void guessesWhatASlipWasToBe(String typed, String meant) {
        assertThat(Spelling.closest(typed, KEYS)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"banner", "x", "", "mtus-and-more", "split-domains", "port"})
    void guessesNothingFromFarAway(String typed) {
        assertThat(Spelling.closest(typed, KEYS)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {41, 1_000_000})
    void doesNotMeasureWhatNobodyTypes(int length) {
        assertThat(Spelling.closest("x".repeat(length), KEYS)).isEmpty();
    }
}
