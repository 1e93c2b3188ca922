/// Request documents, and the strict readers of bodies and headers. It calls no use cases. Start reading at
/// [io.taskgate.http.request.RequestBodyReader].
@NullMarked
package io.taskgate.http.request;

import org.jspecify.annotations.NullMarked;
