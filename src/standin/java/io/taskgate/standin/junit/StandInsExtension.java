package io.taskgate.standin.junit;

import io.taskgate.standin.launcher.StandInsProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// A JUnit Jupiter extension that starts the stand-ins once for all test classes that name it, and points the
/// AWS SDK for Java 2 at them by its system properties (`aws.endpointUrlSfn`, …). A test that needs more, such as
/// the environment of a process that it starts, has a parameter of type [StandInsProcess].
///
/// ```java
/// @ExtendWith(StandInsExtension.class)
/// class OrderTest {
///     private final SfnClient sfn = SfnClient.create();
/// ```
public final class StandInsExtension implements BeforeAllCallback, ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(StandInsExtension.class);

    /// The process and the system properties for its time. JUnit closes it after the last test.
    private record Running(StandInsProcess process, SdkProperties properties) implements AutoCloseable {

        static Running start() {
            try {
                StandInsProcess process = StandInsProcess.start();
                return new Running(process, SdkProperties.set(process.systemProperties()));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        @Override
        public void close() {
            properties.restore();
            process.close();
        }
    }

    private static Running running(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent("stand-ins", _ -> Running.start(), Running.class);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == StandInsProcess.class;
    }

    @Override
    public StandInsProcess resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return running(context).process();
    }
}
