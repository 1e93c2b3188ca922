/// Calls to services over HTTP: calls whose response is awaited, the dispatch of requests, and status pages.
/// It knows no inbound HTTP and no AWS. Start reading at [io.taskgate.call.ServiceCaller].
@NullMarked
package io.taskgate.call;

import org.jspecify.annotations.NullMarked;
