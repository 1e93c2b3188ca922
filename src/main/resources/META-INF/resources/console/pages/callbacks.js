import { html, useMemo, useState } from '../lib/ui.js';
import { useNow } from '../lib/data.js';
import { arnName, clock, span } from '../lib/format.js';
import { may, useIdentity } from '../lib/identity.js';
import { useKeys } from '../lib/keyboard.js';
import { useCallbacks } from '../lib/list.js';
import { go, href } from '../lib/router.js';
import { isOpen } from '../lib/states.js';
import { Countdown, HeartbeatBar, Outcome, StateBadge } from '../parts/basics.js';
import { Bulk } from '../parts/bulk.js';
import { Loading, NothingMatches, NothingYet, Problem } from '../parts/empty.js';
import { Chips, Presets } from '../parts/filters.js';
import { PageHead } from '../parts/page.js';
import { Table } from '../parts/table.js';

const FIRST = "curl -X POST localhost:4566/_local/start/order-review -d '{\"order\": {\"id\": \"order-43\", \"customer\": \"you\"}}'";

/** Callbacks in the order of what is due next, with the filter in the URL. */
export function Callbacks({ query }) {
  const list = useCallbacks(query);
  useKeys({ r: () => list.show() });
  return html`
    <${PageHead} title="Callbacks" at=${list.at} fresh=${list.fresh.length} onShow=${list.show} />
    <${Presets} query=${query} />
    <${Chips} query=${query} />
    <${Body} list=${list} query=${query} />`;
}

function Body({ list, query }) {
  const { rows, cursor, error, loading } = list;
  if (error && rows.length === 0) return html`<${Problem} error=${error} what="callbacks" role="operator-read" onRetry=${list.show} />`;
  if (loading) return html`<${Loading} />`;
  if (rows.length === 0 && !cursor) {
    return Object.keys(query).length > 0
      ? html`<${NothingMatches} searchedUntil=${list.searchedUntil} onClear=${() => go(href('callbacks'))} />`
      : html`<${NothingYet} title="No callback yet." command=${FIRST}><p>A state machine registers one when it waits for an answer.</p><//>`;
  }
  return html`
    ${error && html`<p class="warning" role="status">${error.message}</p>`}
    <${Pickable} list=${list} query=${query} />
    ${cursor && html`<p class="more"><button type="button" onClick=${list.more}>More</button>
      ${list.searchedUntil && html`<span class="note"> Searched what is due until ${clock(list.searchedUntil)}.</span>`}</p>`}`;
}

/** The rows, of which some can be picked for one action. Only open callbacks can be found by a filter. */
function Pickable({ list, query }) {
  const identity = useIdentity();
  const [picked, setPicked] = useState(new Set());
  const [acting, setActing] = useState(false);
  if (!may(identity, 'cancel') || !identity.known) return html`<${CallbackTable} rows=${list.rows} gone=${list.gone} />`;
  const pick = (id) => setPicked((before) => {
    const next = new Set(before);
    if (!next.delete(id)) next.add(id);
    return next;
  });
  const close = () => { setActing(false); setPicked(new Set()); list.show(); };
  const filtered = Object.keys(query).length > 0 && (!query.state || isOpen(query.state));
  return html`
    <${CallbackTable} rows=${list.rows} gone=${list.gone} picked=${picked} onPick=${pick} />
    <p class="more">${picked.size > 0
    ? html`<button type="button" class="danger" data-bulk onClick=${() => setActing(true)}>Act on ${picked.size} chosen…</button>`
    : filtered && html`<button type="button" data-bulk onClick=${() => setActing(true)}>Act on all that match…</button>`}</p>
    ${acting && html`<${Bulk} ids=${[...picked]} filter=${query} onClose=${close} />`}`;
}

/** @param {{rows: any[], gone?: Set<string>, picked?: Set<string>, onPick?: (id: string) => void}} props */
export function CallbackTable({ rows, gone = new Set(), picked, onPick }) {
  const now = useNow();
  const columns = useMemo(() => columnsOf(rows), [rows]);
  return html`<${Table} caption="Callbacks" rows=${rows} id=${(row) => row.callbackId} dim=${(row) => gone.has(row.callbackId)}
    link=${(row) => href('callback', {}, row.callbackId)} picked=${picked} onPick=${onPick}
    columns=${columns.map((column) => ({ ...column, cell: (row) => column.show(row, now) }))} />`;
}

const ALWAYS = [
  { name: 'State', show: (row) => html`<${StateBadge} state=${row.state} outcome=${row.outcome} />` },
  { name: 'Route', show: (row) => html`<a href=${href('callback', {}, row.callbackId)}>${row.service}.${row.operation}</a>` },
  { name: 'Key', show: (row) => html`<span class="break">${row.correlationKey ?? ''}</span>` },
];

const SOMETIMES = [
  { name: 'State machine', has: (row) => row.executionArn, show: (row) => html`<span class="break" title=${row.executionArn ?? ''}>${arnName(row.executionArn).split(':')[0]}</span>` },
  { name: 'Deadline', has: (row) => row.deadline && row.state === 'PENDING', show: (row, now) => (row.state === 'PENDING' ? html`<${Countdown} at=${row.deadline} now=${now} />` : '') },
  { name: 'Heartbeat', has: (row) => row.heartbeatDeadline && row.state === 'PENDING', show: heartbeat },
  { name: 'Progress', has: (row) => row.progress, show: (row) => html`<code class="break">${row.progress ? short(row.progress) : ''}</code>` },
  { name: 'Age', has: (row) => row.registeredAt, show: (row, now) => (row.registeredAt ? html`<span class="digits">${span(now - Date.parse(row.registeredAt))}</span>` : '') },
  { name: 'Gen.', has: (row) => row.generation > 1, show: (row) => html`<span class="digits">${row.generation}</span>` },
  { name: 'Outcome', has: (row) => row.outcome, show: (row) => (row.outcome ? html`<${Outcome} outcome=${row.outcome} />` : '') },
  { name: 'Reason', has: (row) => row.reason, show: (row) => html`<span class="break">${row.reason ?? ''}</span>` },
];

/** Only columns in which some row has a value. */
const columnsOf = (rows) => [...ALWAYS, ...SOMETIMES.filter((column) => rows.some((row) => column.has(row)))];

function heartbeat(row, now) {
  if (row.state !== 'PENDING') return '';
  const interval = row.heartbeatSeconds ? row.heartbeatSeconds * 1000 : undefined;
  return html`<${HeartbeatBar} deadline=${row.heartbeatDeadline} interval=${interval} now=${now} />`;
}

const short = (value) => JSON.stringify(value).replace(/[{}"]/g, '').replace(/([:,])(?=\S)/g, '$1 ').slice(0, 40);
