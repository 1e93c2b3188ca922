package io.taskgate.testing;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/// The classes of `src/main` as ArchUnit sees them, imported once for all tests of a JVM. Classes of
/// libraries are known by name only, because importing the AWS SDK and Quarkus takes longer than all rules
/// together.
public final class ProductionClasses {

    private static final JavaClasses ALL = read();

    private ProductionClasses() {}

    public static JavaClasses all() {
        return ALL;
    }

    private static JavaClasses read() {
        return ArchConfiguration.withThreadLocalScope(configuration -> {
            configuration.setResolveMissingDependenciesFromClassPath(false);
            return new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.taskgate");
        });
    }
}
