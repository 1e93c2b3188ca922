package io.taskgate.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes a connection whose request head does not arrive in time, or has a folded header or a header without
/// a name. With TLS it runs after the decryption.
final class RequestHeadHandler extends ChannelInboundHandlerAdapter {

    private static final byte[] REFUSED = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    private final RequestHeadReader reader = new RequestHeadReader();
    private final long millis;
    private boolean waiting = true;
    private boolean refused;
    private @Nullable ScheduledFuture<?> deadline;

    RequestHeadHandler(long millis) {
        this.millis = millis;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        start(context);
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stop();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        stop();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ChannelHandlerContext tls = context.pipeline().context(SslHandler.class);
        if (tls != null && isBefore(context, tls)) {
            RequestHeadHandler behind = new RequestHeadHandler(millis);
            context.pipeline().addAfter(tls.name(), null, behind);
            behind.start(context);
            context.fireChannelRead(message);
            context.pipeline().remove(this);
            return;
        }
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof ByteBuf bytes) {
            reader.read(bytes);
        }
        if (reader.isMalformed()) {
            refused = true;
            stop();
            ReferenceCountUtil.release(message);
            refuse(context);
            return;
        }
        watch(context);
        context.fireChannelRead(message);
    }

    private static boolean isBefore(ChannelHandlerContext one, ChannelHandlerContext other) {
        for (String name : one.pipeline().names()) {
            if (name.equals(one.name())) {
                return true;
            }
            if (name.equals(other.name())) {
                return false;
            }
        }
        return false;
    }

    /// A response to an earlier request can be in progress on this connection, so that nothing is written.
    private void refuse(ChannelHandlerContext context) {
        if (reader.heads() == 0) {
            Future<?> _ =
                    context.writeAndFlush(Unpooled.wrappedBuffer(REFUSED)).addListener(ChannelFutureListener.CLOSE);
        } else {
            Future<?> _ = context.close();
        }
    }

    /// The time for the first head starts with the connection; for later heads with their first byte.
    private void watch(ChannelHandlerContext context) {
        if (waiting && reader.heads() == 0 && !reader.isStopped()) {
            return;
        }
        boolean inHead = reader.isInHead();
        if (waiting && !inHead) {
            waiting = false;
            stop();
        } else if (!waiting && inHead) {
            waiting = true;
            start(context);
        }
    }

    private void start(ChannelHandlerContext context) {
        stop();
        deadline = context.executor()
                .schedule(
                        () -> {
                            Future<?> _ = context.close();
                        },
                        millis,
                        TimeUnit.MILLISECONDS);
    }

    private void stop() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
