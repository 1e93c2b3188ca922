import { html, useState } from '../lib/ui.js';
import { segment, send } from '../lib/api.js';
import { useNow, useResource } from '../lib/data.js';
import { arnName, clock, span } from '../lib/format.js';
import { may, useIdentity, usePublicSettings } from '../lib/identity.js';
import { useKeys } from '../lib/keyboard.js';
import { sentence } from '../lib/sentence.js';
import { Actions, Commands } from '../parts/actions.js';
import { Copyable, Facts, HeartbeatBar, Json, Outcome, Sizes, StateBadge } from '../parts/basics.js';
import { Loading, Problem } from '../parts/empty.js';
import { PageHead, Section } from '../parts/page.js';
import { Timeline } from '../parts/timeline.js';

/** One callback: what it waits for, what happens next, its history and its actions. */
export function CallbackPage({ id }) {
  const { data, error, at, reload } = useResource(`/v1/callbacks/${segment(id)}`, {}, 3000);
  useKeys({ r: reload });
  if (!data) {
    return html`<${PageHead} title="Callback" />${error
      ? error.status === 404
        ? html`<div class="empty" role="status"><p class="empty-title">There is no callback ${id}.</p><p>The ID is wrong, its record has expired, or your API key does not cover its service.</p></div>`
        : html`<${Problem} error=${error} what="this callback" role="operator-read" onRetry=${reload} />`
      : html`<${Loading} />`}`;
  }
  return html`<${Detail} callback=${data} error=${error} at=${at} reload=${reload} />`;
}

function Detail({ callback, error, at, reload }) {
  const now = useNow();
  const said = sentence(callback, now);
  return html`
    <${PageHead} title=${html`${callback.service}.${callback.operation} <span class="key">${callback.correlationKey ?? ''}</span>`} at=${at} />
    ${error && html`<p class="warning" role="status">${error.message}</p>`}
    <div class="sentence"><${StateBadge} state=${callback.state} outcome=${callback.outcome} /><p><b>${said.awaits}</b> <span class="next">${said.next}</span></p></div>
    <${Actions} callback=${callback} onDone=${reload} />
    <${Section} id="timeline" title="Timeline"><${Timeline} callback=${callback} now=${now} /><//>
    <div class="columns">
      <${Section} id="facts" title="Facts"><${Facts} facts=${facts(callback, now)} /><${Links} callback=${callback} /><//>
      <${Section} id="payloads" title="Payloads" note="Hidden until you ask for one; the gateway records who reads it."><${Payloads} callback=${callback} /><//>
    </div>
    <${Section} id="history" title="History"><${History} callback=${callback} now=${now} /><//>
    <${Section} id="commands" title="As commands"><${Commands} callback=${callback} />
      <details><summary>Read</summary><${Copyable} text=${readCommand(callback)} label="the command to read"><pre class="command" tabindex="0">${readCommand(callback)}</pre><//></details><//>`;
}

const readCommand = (callback) => `curl "${location.origin}/v1/callbacks/${callback.callbackId}" -H "X-Api-Key: $TASKGATE_KEY"`;

const DISPATCH = { SENT: 'sent', NEEDED: 'not marked as sent', NONE: 'none was needed' };

function facts(callback, now) {
  const heard = callback.lastHeartbeatAt ?? callback.registeredAt;
  const interval = callback.heartbeatDeadline && heard ? Date.parse(callback.heartbeatDeadline) - Date.parse(heard) : undefined;
  const pending = callback.state === 'PENDING';
  return [
    ['ID', html`<${Copyable} text=${callback.callbackId} label="the ID" />`],
    ['Execution', callback.executionArn && html`<${Copyable} text=${callback.executionArn} label="the execution ARN"><span class="break" title=${callback.executionArn}>${arnName(callback.executionArn)}</span><//>`],
    ['Waiting state', callback.stateName],
    ['Generation', callback.generation],
    ['Registered', callback.registeredAt && `${clock(callback.registeredAt, now)} (${span(now - Date.parse(callback.registeredAt))} ago)`],
    ['Changed', callback.changedAt && `${clock(callback.changedAt, now)} (${span(now - Date.parse(callback.changedAt))} ago)`],
    ['Deadline', callback.deadline && clock(callback.deadline, now)],
    ['Heartbeat', pending && callback.heartbeatDeadline && html`<${HeartbeatBar} deadline=${callback.heartbeatDeadline} interval=${interval} now=${now} />`],
    ['Heartbeats', callback.heartbeatCount > 0 ? `${callback.heartbeatCount}, last ${span(now - Date.parse(callback.lastHeartbeatAt))} ago` : undefined],
    ['Progress', callback.progress !== null && callback.progress !== undefined && html`<${Json} value=${callback.progress} />`],
    ['Request', DISPATCH[callback.dispatch]],
    ['Owner', callback.owner && `${callback.owner.principal}${callback.owner.stateMachineArn ? ` · ${arnName(callback.owner.stateMachineArn)}` : ''}`],
    ['Outcome', callback.outcome && html`<${Outcome} outcome=${callback.outcome} />`],
    ['Error', callback.error],
    ['Cause', callback.cause && html`<span class="break">${callback.cause}</span>`],
    ['Reason', callback.reason && html`<span class="break">${callback.reason}</span>`],
    ['Late answer', callback.lateAnswer],
    ['Links', callback.revokedLinks && `revoked up to generation ${callback.revokedLinks}`],
  ];
}

/** Links of `taskgate.console.links`. */
function Links({ callback }) {
  const { links } = usePublicSettings();
  const values = { ...callback, region: (callback.executionArn ?? '').split(':')[3] ?? '' };
  const shown = Object.entries(links ?? {}).map(([label, template]) => [label, filled(template, values)]).filter(([, target]) => target);
  return shown.length > 0 && html`<p class="links">${shown.map(([label, target]) => html`<a key=${label} href=${target} target="_blank" rel="noreferrer noopener">${label}</a> `)}</p>`;
}

/** The URL of a template; nothing if a value is missing or it is no web address. */
function filled(template, values) {
  let missing = false;
  const target = template.replace(/\{(\w+)\}/g, (_, name) => {
    missing ||= !values[name];
    return encodeURIComponent(values[name] ?? '');
  });
  return !missing && /^https?:\/\//.test(target) ? target : undefined;
}

function Payloads({ callback }) {
  const rows = [
    { name: 'Request', sizes: callback.request && [callback.request.bytesIn, callback.request.bytesOut], reference: callback.request?.reference },
    ...(callback.changes ?? []).filter((change) => change.field !== 'request').map((change) => ({ name: `${change.field}, ${change.change}`, sizes: change.from !== undefined && [change.from, change.to] })),
    ...(callback.result ? [{ name: 'Result', reference: callback.result }] : []),
  ].filter((row) => row.sizes || row.reference);
  if (rows.length === 0) return html`<p class="note">No sizes are recorded yet.</p>`;
  return html`<ul class="payloads">${rows.map((row) => html`<li key=${row.name}><span>${row.name}</span>
    ${row.sizes && html`<${Sizes} from=${row.sizes[0]} to=${row.sizes[1]} />`}
    ${row.reference ? html`<${Stored} reference=${row.reference} name=${row.name} />` : html`<span class="note">not checked in: the gateway keeps no copy</span>`}</li>`)}</ul>`;
}

function Stored({ reference, name }) {
  const identity = useIdentity();
  const [state, setState] = useState(null);
  if (!may(identity, 'payload')) return html`<span class="note">Reading it needs the role payload-read.</span>`;
  const show = () => send('POST', '/v1/payloads/read', { body: { reference } }).then(({ data }) => setState({ data }), (error) => setState({ error }));
  return html`${!state && html`<button type="button" onClick=${show} aria-label=${`Show the ${name.toLowerCase()}`}>Show</button>`}
    ${state?.error && html`<span class="warning">${state.error.message}</span>`}
    ${state && 'data' in state && html`<button type="button" onClick=${() => setState(null)}>Hide</button><${Json} value=${state.data} />`}`;
}

const History = ({ callback, now }) => html`<ol class="history">${[...callback.history].reverse().map((entry, at) => html`
  <li key=${at}><time datetime=${entry.at}>${clock(entry.at, now)}</time><b>${entry.event}</b><span class="break">${entry.detail ?? ''}</span></li>`)}</ol>`;
