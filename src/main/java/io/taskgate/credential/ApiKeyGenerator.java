package io.taskgate.credential;

import java.io.PrintStream;
import java.security.SecureRandom;

/// Generates an API key and prints it with its digest. Uses only JDK classes, so that it runs without a
/// gateway:
///
/// ```
/// java -cp target/quarkus-app/app/taskgate-*.jar io.taskgate.credential.ApiKeyGenerator
/// ```
public final class ApiKeyGenerator {

    private ApiKeyGenerator() {}

    /// Takes no arguments.
    public static void main(String[] arguments) {
        print(ApiKeyFormat.generate(new SecureRandom()), System.out);
    }

    static void print(String key, PrintStream out) {
        out.println("key:    " + key);
        out.println("secret: " + ApiKeyFormat.digest(key));
    }
}
