/// One attempt of a call: client, authentication, request, response and failure. It knows neither retries nor
/// circuit breakers. Start reading at [io.taskgate.call.transport.ServiceRequestSender].
@NullMarked
package io.taskgate.call.transport;

import org.jspecify.annotations.NullMarked;
