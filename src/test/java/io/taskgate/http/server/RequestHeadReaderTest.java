package io.taskgate.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadReaderTest {

    private static final String FOLDED = "POST / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n";

    /// Returns the text in chunks of this many bytes.
    private static RequestHeadReader read(String text, int piece) {
        RequestHeadReader reader = new RequestHeadReader();
        for (int i = 0; i < text.length(); i += piece) {
            reader.read(Unpooled.wrappedBuffer(
                    text.substring(i, Math.min(text.length(), i + piece)).getBytes(ISO_8859_1)));
        }
        return reader;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1_000})
    void aHeaderWithoutANameIsSeen(int piece) {
        assertThat(read("POST / HTTP/1.1\r\nHost: a\r\n: chunked\r\n\r\n", piece)
                        .isMalformed())
                .isTrue();
        assertThat(read("POST / HTTP/1.1\r\nHost: a\r\nX::\r\n\r\n", piece).isMalformed())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1_000})
    void aFoldedHeaderIsSeenInAnyRequestOfAConnection(int piece) {
        String length = "POST / HTTP/1.1\r\nContent-Length: 7\r\n\r\n{\r\n a\r\n";
        String chunked =
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\n\r\n b\n\r\n0\r\nTrailer: 1\r\n\r\n";
        String plain = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

        assertThat(read(FOLDED, piece).isMalformed()).isTrue();
        assertThat(read(length + chunked + plain + FOLDED, piece).isMalformed()).isTrue();
        RequestHeadReader unfolded = read(length + chunked + plain, piece);
        assertThat(unfolded.isMalformed()).isFalse();
        assertThat(unfolded.isStopped()).isFalse();
        assertThat(unfolded.heads()).isEqualTo(3);
        assertThat(unfolded.isInHead()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\t", " "})
    void aTabFoldsToo(String blank) {
        assertThat(read("GET / HTTP/1.1\r\nX: 1\n" + blank + "2\r\n\r\n", 3).isMalformed())
                .isTrue();
    }

    @Test
    void aHeadIsUnderWayFromItsFirstByteToItsLast() {
        assertThat(read("", 1).isInHead()).isFalse();
        assertThat(read("G", 1).isInHead()).isTrue();
        assertThat(read("GET / HTTP/1.1\r\nHost: a\r\n", 1).isInHead()).isTrue();
        assertThat(read("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 1).isInHead()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\naa\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void whatItCannotFollowIsLeftToTheDecoder(String text) {
        assertThat(read(text, 5).isStopped()).isTrue();
        assertThat(read(text + FOLDED, 5).isMalformed()).isFalse();
    }
}
