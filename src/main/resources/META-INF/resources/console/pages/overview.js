import { html } from '../lib/ui.js';
import { useNow, useResource } from '../lib/data.js';
import { number, span } from '../lib/format.js';
import { useKeys } from '../lib/keyboard.js';
import { href } from '../lib/router.js';
import { Bar, StateBadge } from '../parts/basics.js';
import { Loading, Problem } from '../parts/empty.js';
import { PageHead, Section } from '../parts/page.js';
import { CallbackTable } from './callbacks.js';
import { useCallbacks } from '../lib/list.js';

/** What needs attention now. Each number opens the list that it counts. */
export function Overview() {
  const { data, error, at, reload } = useResource('/v1/stats', {}, 5000);
  useKeys({ r: reload });
  return html`
    <${PageHead} title="Overview" at=${data ? at : 0} />
    ${!data && error && html`<${Problem} error=${error} what="statistics" role="operator-read" onRetry=${reload} />`}
    ${!data && !error && html`<${Loading} />`}
    ${data && html`<${Numbers} stats=${data} />`}
    <${Section} id="next" title="Due next"><${Next} /><//>
    ${data && html`<${ByRoute} stats=${data} /><${Machinery} stats=${data} />`}`;
}

function Numbers({ stats }) {
  const now = useNow();
  const age = Math.max(stats.ageSeconds * 1000, now - Date.parse(stats.asOf));
  const about = stats.exact ? '' : '≈ ';
  const tiles = [
    ['Due in 5 min', stats.dueWithin?.['5m'], { state: 'PENDING' }, 'warn'],
    ['Due in 1 h', stats.dueWithin?.['1h'], { state: 'PENDING' }, 'wait'],
    ['Silent', stats.silent, { condition: 'SILENT' }, 'warn'],
    ['Stuck', stats.stuck, { condition: 'STUCK' }, 'bad'],
    ['Ambiguous', stats.ambiguous, { state: 'AMBIGUOUS' }, 'bad'],
    ['Open circuits', (stats.circuits ?? []).filter((circuit) => circuit.state === 'OPEN').length, null, 'bad'],
  ];
  return html`<ul class="tiles">${tiles.map(([name, count, query, tone]) => html`<li key=${name}>
      <a class=${`tile ${count > 0 ? `tone-${tone}` : 'none'}`} href=${query ? href('callbacks', query) : href('routes')}><span class="tile-count">${name === 'Open circuits' ? '' : about}${number(count)}</span><span>${name}</span></a></li>`)}</ul>
    <p class="note">${stats.exact ? 'All open callbacks were read' : `Estimated from ${number(stats.sampled)} open callbacks`}, ${span(age)} ago.
      ${stats.oldest && html` Oldest: <a href=${href('callback', {}, stats.oldest.callbackId)}>${stats.oldest.service}.${stats.oldest.operation}</a>, registered ${span(now - Date.parse(stats.oldest.registeredAt))} ago.`}</p>`;
}

function Next() {
  const list = useCallbacks(PENDING);
  if (list.error && list.rows.length === 0) return html`<${Problem} error=${list.error} what="callbacks" role="operator-read" onRetry=${list.show} />`;
  if (list.loading) return html`<${Loading} />`;
  if (list.rows.length === 0) return html`<p class="note">No callback is pending.</p>`;
  return html`<${CallbackTable} rows=${list.rows.slice(0, 8)} gone=${list.gone} />
    ${list.fresh.length > 0 && html`<p class="more"><button type="button" class="fresh" onClick=${list.show}>${list.fresh.length} new</button></p>`}`;
}

const PENDING = { state: 'PENDING' };

function ByRoute({ stats }) {
  const open = stats.open ?? [];
  if (open.length === 0) return null;
  const most = Math.max(...open.map((entry) => entry.count));
  return html`<${Section} id="open" title="Open by route"><ul class="counts">${open.map((entry) => html`
    <li key=${`${entry.service}.${entry.operation}.${entry.state}`}><a href=${href('callbacks', { state: entry.state, service: entry.service, operation: entry.operation })}>${entry.service}.${entry.operation}</a>
      <${StateBadge} state=${entry.state} /><${Bar} value=${entry.count / most} label="Share" /><span class="digits">${number(entry.count)}</span></li>`)}</ul><//>`;
}

function Machinery({ stats }) {
  const quota = Object.entries(stats.quota ?? {}).filter(([, usage]) => usage && typeof usage === 'object');
  return html`<div class="columns">
    <${Section} id="quota" title="Quota of Step Functions" note="As this process sees it."><ul class="counts">${quota.map(([name, usage]) => html`
      <li key=${name}><span>${name}</span><${Bar} value=${usage.limit ? Math.min(1, usage.used / usage.limit) : 0} tone=${usage.used > 0.8 * usage.limit ? 'warn' : 'good'} label="Quota used" /><span class="digits">${number(Math.round(usage.used))} of ${number(Math.round(usage.limit))}</span></li>`)}</ul><//>
    <${Section} id="circuits" title="Circuits and sweep"><ul class="counts">
      ${(stats.circuits ?? []).map((circuit) => html`<li key=${`${circuit.service}.${circuit.operation}`}><span>${circuit.service}.${circuit.operation}</span><span class=${circuit.state === 'CLOSED' ? '' : 'tone-text-bad'}>${circuit.state.toLowerCase().replaceAll('_', ' ')}</span></li>`)}
      <li><span>Sweep lateness</span><span class="digits">${span((stats.sweepLatenessSeconds ?? 0) * 1000)}</span></li></ul><//>
  </div>`;
}
