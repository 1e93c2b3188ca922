package io.taskgate.deploy.licence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Checks that all libraries of the build and the tests are open source. It fails, for example, with DynamoDB
/// Local.
class DependencyLicencesTest {

    @Test
    void eachLibraryOfTheTestClassPathHasAnAllowedLicence() {
        List<DependencyLicences.Library> libraries = DependencyLicences.ofClassPath(
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")))
                .libraries();

        assertThat(libraries).as("libraries of the test class path").hasSizeGreaterThan(300);
        assertThat(libraries).filteredOn(library -> library.allowed().isEmpty()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DynamoDB Local License Agreement",
                "Amazon Software License",
                "Business Source License 1.1",
                "Server Side Public License, v 1",
                "Apache License 2.0 with Commons Clause",
                "Elastic License 2.0",
                "",
            })
    void aLicenceThatIsNotOpenSourceIsNotAllowed(String written) {
        assertThat(DependencyLicences.identifier(written)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Apache License, Version 2.0 | Apache-2.0",
                "The Apache Software License, Version 2.0 | Apache-2.0",
                "MIT | MIT",
                "The MIT License (MIT) | MIT",
                "BSD New license | BSD-3-Clause",
                "Eclipse Public License - v 2.0 | EPL-2.0",
                "GPL2 w/ CPE | GPL-2.0 with Classpath-exception",
                "The GNU General Public License (GPL), Version 2, With Classpath Exception | GPL-2.0 with Classpath-exception",
            })
    void aLicenceIsKnownInTheFormsThatPomsHave(String written, String identifier) {
        assertThat(DependencyLicences.identifier(written)).contains(identifier);
    }
}
