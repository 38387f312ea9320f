package io.sallyport.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-99, 0, 100",
        "bytes=10-, 10, 100",
        "bytes=99-, 99, 100",
        "bytes=-1, 99, 100",
        "bytes=-500, 0, 100",
        "bytes=50-500, 50, 100",
        "bytes = 5 - 6, 5, 7",
        "bytes=0-999999999999999999, 0, 100"
    })
    void takesOnePart(String header, long start, long end) {
        assertThat(ByteRange.wanted(header, 100)).isEqualTo(new ByteRange.Wanted.Part(new ByteRange(start, end)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=999999999999999999-"})
    void cannotReachBehindTheEnd(String header) {
        assertThat(ByteRange.wanted(header, 100)).isEqualTo(new ByteRange.Wanted.OutOfReach());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=5-4",
                "bytes=0-1,5-6",
                "bytes=a-b",
                "bytes=--1",
                "bytes=1-2-3",
                "bytes=0x1-",
                "items=0-1",
                "bytes=99999999999999999999999999-",
                "bytes=0-99999999999999999999999999"
            })
    void takesAllWhereNoPartIsNamed(String header) {
        assertThat(ByteRange.wanted(header, 100)).isEqualTo(new ByteRange.Wanted.All());
    }
}
