import { html } from '../lib/ui.js';
import { useResource } from '../lib/data.js';
import { bytes, isoMillis, number, span } from '../lib/format.js';
import { useKeys } from '../lib/keyboard.js';
import { href } from '../lib/router.js';
import { Facts, Json, StateBadge } from '../parts/basics.js';
import { Loading, NothingYet, Problem } from '../parts/empty.js';
import { PageHead } from '../parts/page.js';

/** The configuration as the gateway understands it, with live counts. */
export function Routes() {
  const { data, error, at, reload } = useResource('/v1/routes', {}, 30000);
  const stats = useResource('/v1/stats', {}, 10000).data;
  useKeys({ r: reload });
  return html`<${PageHead} title="Routes" at=${data ? at : 0} />
    ${!data && error && html`<${Problem} error=${error} what="routes" role="operator-read" onRetry=${reload} />`}
    ${!data && !error && html`<${Loading} />`}
    ${data?.routes?.length === 0 && html`<${NothingYet} title="No route."><p>Services and operations are configured under <code>taskgate.services</code>.</p><//>`}
    ${data && html`<ul class="routes">${data.routes.map((route) => html`<${Route} key=${`${route.service}.${route.operation}`} route=${route} stats=${stats} />`)}</ul>`}`;
}

function Route({ route, stats }) {
  const open = (stats?.open ?? []).filter((entry) => entry.service === route.service && entry.operation === route.operation);
  const circuit = (stats?.circuits ?? []).find((entry) => entry.service === route.service && entry.operation === route.operation);
  return html`<li class="route"><h2>${route.service}.${route.operation}</h2>
    <p class="route-state">${open.length === 0 ? stats && html`<span class="note">nothing open</span>` : open.map((entry) => html`<a key=${entry.state} href=${href('callbacks', { state: entry.state, service: route.service, operation: route.operation })}><${StateBadge} state=${entry.state} /> ${number(entry.count)}</a> `)}
      ${circuit && circuit.state !== 'CLOSED' && html`<span class="badge tone-bad">circuit ${circuit.state.toLowerCase().replaceAll('_', ' ')}</span>`}</p>
    <${Facts} facts=${[
      ['Target', target(route.target)],
      ['Heartbeat', interval(route.heartbeat)],
      ['Time-out', interval(route.timeout)],
      ['Request', boundary(route.request)],
      ['Result', boundary(route.result)],
      ['Status page', route.probe && `${target(route.probe.status)}, every ${interval(route.probe.interval)}`],
      ['Webhook', route.webhook && `${String(route.webhook.scheme).toLowerCase()} in ${route.webhook.header}`],
      ['Cancel', target(route.cancel)],
    ]} />
    ${route.eventPattern && html`<details><summary>Event pattern</summary><${Json} value=${pretty(route.eventPattern)} /></details>`}
    ${shape('Shape of the request', route.request?.shape)}${shape('Shape of the result', route.result?.shape)}</li>`;
}

const shape = (title, value) => value && html`<details><summary>${title}</summary><${Json} value=${value} /></details>`;
const interval = (iso) => (iso ? span(isoMillis(iso) ?? 0) : undefined);
const boundary = (side) => side && `up to ${bytes(side.budget)}, over it: ${String(side.overBudget).toLowerCase().replaceAll('_', ' ')}`;

function target(to) {
  if (!to) return undefined;
  switch (to.kind) {
    case 'EVENT': return `event ${to.detailType ?? ''} on ${to.bus ?? 'the bus'}`;
    case 'HTTP': return `${to.method ?? ''} ${to.url ?? ''}`;
    case 'CALL': return `call ${to.method ?? ''} ${to.url ?? ''}`;
    default: return 'inside the gateway';
  }
}

function pretty(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
