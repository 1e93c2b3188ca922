import { html, useState } from '../lib/ui.js';
import { send } from '../lib/api.js';
import { useNow, useResource } from '../lib/data.js';
import { bytes, span } from '../lib/format.js';
import { may, useIdentity } from '../lib/identity.js';
import { useKeys } from '../lib/keyboard.js';
import { href } from '../lib/router.js';
import { Json } from '../parts/basics.js';
import { Loading, NothingYet, Problem } from '../parts/empty.js';
import { PageHead } from '../parts/page.js';
import { Dialog } from '../parts/dialog.js';
import { CallbackTable } from './callbacks.js';

const TABS = { early: 'Early answers', stray: 'Stray events', dead: 'Dead letters' };
/** Path, query, member and interval. Reading dead letters takes them out of their queue for a moment: it is not repeated. */
const SOURCES = {
  early: ['/v1/callbacks', { state: 'EARLY' }, 'callbacks', 5000],
  stray: ['/v1/stray-events', {}, 'strayEvents', 15000],
  dead: ['/v1/dead-letters', {}, 'deadLetters', 0],
};
const VIEWS = { early: Early, stray: Stray, dead: Dead };

/** What came in and fits no waiting task. */
export function Unmatched({ query }) {
  const tab = TABS[query.tab] ? query.tab : 'early';
  const [path, asked, member, every] = SOURCES[tab];
  const { data, error, at, reload } = useResource(path, asked, every);
  const View = VIEWS[tab];
  useKeys({ r: reload });
  return html`
    <${PageHead} title="Unmatched" at=${data ? at : 0}><button type="button" class="pause" onClick=${reload}>Read again</button><//>
    <nav class="presets" aria-label="Kinds">${Object.entries(TABS).map(([name, label]) => html`<a key=${name} class="preset" href=${href('unmatched', { tab: name })} aria-current=${name === tab ? 'page' : null}>${label}</a>`)}</nav>
    ${!data && error && html`<${Problem} error=${error} what=${TABS[tab].toLowerCase()} role="operator-read" onRetry=${reload} />`}
    ${!data && !error && html`<${Loading} />`}
    ${data && html`<${View} rows=${data[member] ?? []} reload=${reload} key=${tab} />`}`;
}

function Early({ rows }) {
  return rows.length === 0
    ? html`<${NothingYet} title="No early answer."><p>An answer that comes before its task registers waits here for 48 hours.</p><//>`
    : html`<p class="note">Each answer waits up to 48 hours for a task with its route and correlation key.</p><${CallbackTable} rows=${rows} />`;
}

function Stray({ rows }) {
  const now = useNow();
  if (rows.length === 0) {
    return html`<${NothingYet} title="No stray event."><p>An event that matches no route, or several, is kept here.</p><//>`;
  }
  return html`<ul class="events">${rows.map((event) => html`<li key=${event.id}>
    <p><b>${event.detailType ?? 'an event'}</b> from <b>${event.source ?? 'an unknown source'}</b> <span class="note">${span(now - Date.parse(event.at))} ago · ${bytes(event.bytes)}</span></p>
    <p class="note">${event.routes?.length ? html`It matches several routes: ${event.routes.join(', ')}. Make their patterns exclude each other.` : 'No route has a pattern that matches it.'}</p>
    <${Event} event=${event.event} /></li>`)}</ul>`;
}

const Event = ({ event }) => (event === null || event === undefined ? null : html`<details><summary>The event, without secrets</summary><${Json} value=${event} /></details>`);

function Dead({ rows, reload }) {
  const identity = useIdentity();
  const now = useNow();
  const [chosen, setChosen] = useState(new Set());
  const [asking, setAsking] = useState(false);
  if (rows.length === 0) {
    return html`<${NothingYet} title="No dead letter."><p>An event that the gateway can't process is kept here with the reason.</p><//>`;
  }
  const toggle = (id) => setChosen((before) => { const next = new Set(before); if (!next.delete(id)) next.add(id); return next; });
  return html`
    ${may(identity, 'redrive') && html`<p class="actions"><button type="button" class="primary" disabled=${chosen.size === 0} onClick=${() => setAsking(true)}>Redrive${chosen.size ? ` ${chosen.size}` : ''}…</button></p>`}
    <ul class="events">${rows.map((letter) => html`<li key=${letter.id}>
      <p>${may(identity, 'redrive') && html`<input type="checkbox" aria-label=${`Choose ${letter.id}`} checked=${chosen.has(letter.id)} onChange=${() => toggle(letter.id)} /> `}<b>${letter.reason ?? 'No reason is recorded'}</b> <span class="note">${span(now - Date.parse(letter.since))} ago · ${bytes(letter.bytes)}</span></p>
      <${Event} event=${letter.event} /></li>`)}</ul>
    ${asking && html`<${Redrive} ids=${[...chosen]} onClose=${() => { setAsking(false); setChosen(new Set()); reload(); }} />`}`;
}

function Redrive({ ids, onClose }) {
  const [reason, setReason] = useState('');
  const [state, setState] = useState(null);
  const submit = async (event) => {
    event.preventDefault();
    try {
      setState({ done: (await send('POST', '/v1/dead-letters/redrive', { body: { ids, reason } })).data.redriven });
    } catch (error) {
      setState({ error });
    }
  };
  return html`<${Dialog} title="Redrive dead letters" onClose=${onClose}>${state?.done
    ? html`<p role="status">${state.done.length} of ${ids.length} went back into the queue of events.</p><p class="buttons"><button type="button" class="primary" onClick=${onClose} autofocus>Close</button></p>`
    : html`<form onSubmit=${submit}><p class="effect"><b>Effect:</b> ${ids.length} ${ids.length === 1 ? 'event goes' : 'events go'} back into the queue and ${ids.length === 1 ? 'is' : 'are'} processed as if just received.</p>
      <label>Reason<input name="reason" required value=${reason} onInput=${(event) => setReason(event.target.value)} autofocus autocomplete="off" /></label>
      ${state?.error && html`<p class="warning" role="alert">${state.error.message}</p>`}
      <p class="buttons"><button type="button" onClick=${onClose}>Close</button><button type="submit" class="primary" disabled=${!reason.trim()}>Redrive</button></p></form>`}<//>`;
}
