package io.taskgate.http.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.Iterator;
import org.jboss.logging.Logger;

/// Installs a [RequestHeadHandler] on each connection of the HTTP server. Vert.x has no timeout for request
/// heads and no access to their bytes, so that the handler is installed where Netty accepts connections.
@Singleton
public final class RequestHeadGuard {

    private static final Logger LOG = Logger.getLogger(RequestHeadGuard.class);
    private static final String NAME = "taskgate-request-heads";

    private final Vertx vertx;
    private final long millis;

    public RequestHeadGuard(Vertx vertx, HttpConfig settings) {
        this.vertx = vertx;
        this.millis = settings.headTimeout().toMillis();
    }

    void started(@ObservesAsync HttpServerStart started) {
        guard(-1);
    }

    /// @param port of the server; -1 for all
    public void guard(int port) {
        for (EventExecutor loop : ((VertxInternal) vertx).getAcceptorEventLoopGroup()) {
            if (loop instanceof SingleThreadEventLoop acceptor) {
                acceptor.execute(() -> guard(acceptor, port));
            }
        }
    }

    private void guard(SingleThreadEventLoop acceptor, int port) {
        Iterator<Channel> channels = acceptor.registeredChannelsIterator();
        while (channels.hasNext()) {
            Channel channel = channels.next();
            if (channel instanceof ServerChannel && (port < 0 || port == port(channel))) {
                if (channel.pipeline().get(NAME) != null) {
                    // of a previously loaded application, in development
                    channel.pipeline().remove(NAME);
                }
                channel.pipeline().addFirst(NAME, new Accepting(millis));
                LOG.debugf("Request head timeout set: address=%s millis=%d", channel.localAddress(), millis);
            }
        }
    }

    private static int port(Channel channel) {
        return channel.localAddress() instanceof InetSocketAddress address ? address.getPort() : -1;
    }

    /// Runs before the handler that initializes a new connection.
    @ChannelHandler.Sharable
    private static final class Accepting extends ChannelInboundHandlerAdapter {

        private final long millis;

        Accepting(long millis) {
            this.millis = millis;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof Channel connection) {
                connection.pipeline().addLast(new RequestHeadHandler(millis));
            }
            context.fireChannelRead(message);
        }
    }
}
