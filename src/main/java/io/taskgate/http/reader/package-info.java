/// The strict readers of bodies, headers and query parameters. They know the request documents, and no resources.
/// Start reading at [io.taskgate.http.reader.RequestDocumentReader].
@NullMarked
package io.taskgate.http.reader;

import org.jspecify.annotations.NullMarked;
