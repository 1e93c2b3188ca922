package io.taskgate.standin.backend;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.pattern.Patterns;
import org.elasticmq.StrictSQSLimits$;
import org.elasticmq.actor.QueueManagerActor;
import org.elasticmq.actor.queue.QueueEvent;
import org.elasticmq.persistence.sql.SqlQueuePersistenceActor;
import org.elasticmq.persistence.sql.SqlQueuePersistenceConfig;
import org.elasticmq.util.NowProvider;
import scala.Option;
import scala.collection.immutable.Nil$;

/// Persists the queues and messages of ElasticMQ in a folder, with its own persistence in an H2 database.
///
/// @param listener receives every change
/// @param manager of the restored queues
record QueueStore(ActorRef listener, ActorRef manager) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// @throws IOException if the stored queues can't be read
    static QueueStore open(ActorSystem actors, Path folder) throws IOException {
        String database = "jdbc:h2:" + folder.toAbsolutePath().resolve("queues");
        boolean anew = false;
        ActorRef listener = actors.actorOf(Props.create(
                SqlQueuePersistenceActor.class,
                new SqlQueuePersistenceConfig(true, "org.h2.Driver", database, "", "", anew),
                Nil$.MODULE$));
        ActorRef manager = actors.actorOf(Props.create(
                QueueManagerActor.class, new NowProvider(), StrictSQSLimits$.MODULE$, Option.apply(listener)));
        try {
            Patterns.ask(listener, new QueueEvent.Restore(manager), PATIENCE)
                    .toCompletableFuture()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failed) {
            throw new IOException("The queues in " + folder + " could not be restored.", failed);
        }
        return new QueueStore(listener, manager);
    }
}
