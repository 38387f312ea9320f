package io.sallyport.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.ReferenceCountUtil;
import io.sallyport.server.tunnel.TunnelRequest;

/** RT-14, RT-20: whatever comes as HTTP is a request or a failure of its decoding, and no header makes anything throw. */
class HttpHeadFuzzTest {
    private static final int HEADER_SIZE = 16 * 1024;

    @FuzzTest(maxDuration = "10m")
    void read(byte[] bytes) {
        EmbeddedChannel channel = new EmbeddedChannel(HttpRooms.codec(HEADER_SIZE));
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
            if (part instanceof HttpRequest request && request.decoderResult().isSuccess()) {
                use(request);
            }
            ReferenceCountUtil.release(part);
        }
        channel.finishAndReleaseAll();
    }

    /** As the rooms do. */
    private static void use(HttpRequest request) {
        HttpHeaders headers = request.headers();
        HttpUtil.getContentLength(request, 0L);
        Cookies.find(headers, Cookies.CONTEXT);
        Cookies.find(headers, Cookies.SESSION)
                .ifPresent(cookie -> assertThat(cookie).hasSizeBetween(1, 256));
        TunnelRequest.parse(headers);
    }
}
