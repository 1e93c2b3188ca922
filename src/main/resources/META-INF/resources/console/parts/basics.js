import { html } from '../lib/ui.js';
import { STATES } from '../lib/states.js';
import { bytes, countdown, span } from '../lib/format.js';

/** An icon of 16 x 16 that is drawn by one path. */
export const Icon = ({ path }) => html`
  <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d=${path} /></svg>`;

/** A state as icon, word and colour. An outcome other than a success that was delivered is no good news. */
export function StateBadge({ state, outcome, states = STATES }) {
  const known = states[state] ?? { word: state, tone: 'quiet', path: 'M3 8h10', about: '' };
  const tone = state === 'DELIVERED' && outcome && outcome !== 'SUCCESS' ? 'bad' : known.tone;
  return html`<span class="badge tone-${tone}" title=${known.about}><${Icon} path=${known.path} />${known.word}</span>`;
}

const OUTCOMES = { SUCCESS: 'success', FAILURE: 'failure', HEARTBEAT_TIMEOUT: 'heartbeat time-out', TIMEOUT: 'time-out', CANCEL: 'cancelled' };

/** An outcome in words. */
export const Outcome = ({ outcome }) => html`<span class=${outcome === 'SUCCESS' ? '' : 'tone-text-bad'}>${OUTCOMES[outcome] ?? outcome ?? ''}</span>`;

/** A time that has passed, in whole seconds. */
const over = (left) => `${span(Math.max(1000, -left))} over`;

/** The time until a deadline. */
export function Countdown({ at, now }) {
  if (!at) return html`<span class="quiet">none</span>`;
  const left = Date.parse(at) - now;
  if (left <= 0) return html`<span class="tone-text-bad" title=${at}>${over(left)}</span>`;
  return html`<span class=${`digits ${left < 300000 ? 'tone-text-warn' : ''}`} title=${at}>${countdown(left)}</span>`;
}

/** The used share of the heartbeat interval. */
export function HeartbeatBar({ deadline, interval, now }) {
  if (!deadline) return html`<span class="quiet">none</span>`;
  const left = Date.parse(deadline) - now;
  const used = interval ? Math.min(1, Math.max(0, 1 - left / interval)) : undefined;
  const text = left > 0 ? `${countdown(left)} left` : over(left);
  if (used === undefined) return html`<span class="digits">${text}</span>`;
  return html`<span class="beat" title=${`${Math.round(used * 100)} % of the interval of ${span(interval)} used`}>
    <${Bar} value=${used} tone=${used > 0.85 ? 'bad' : used > 0.5 ? 'warn' : 'good'} label="Heartbeat interval used" /><span class="digits">${text}</span></span>`;
}

/** A bar of 0 to 1. */
export function Bar({ value, tone = 'info', label }) {
  const percent = Math.round(value * 100);
  return html`<span class="bar" role="img" aria-label=${`${label}: ${percent} %`}><span class="bar-fill tone-fill-${tone}" style=${{ width: `${percent}%` }}></span></span>`;
}

/** Bytes before and after a boundary. */
export const Sizes = ({ from, to }) => html`<span class="digits">${bytes(from)}<span aria-label="to"> → </span>${bytes(to)}</span>`;

/** A text that is copied by a press. */
export function Copyable({ text, label, children }) {
  const copy = async (event) => {
    const button = event.currentTarget;
    try {
      await navigator.clipboard.writeText(text);
      button.dataset.copied = 'true';
      setTimeout(() => delete button.dataset.copied, 1500);
    } catch {
      button.dataset.copied = 'false';
    }
  };
  return html`<span class="copyable">${children ?? html`<code>${text}</code>`}<button type="button" class="copy" onClick=${copy} aria-label=${`Copy ${label}`}><${Icon} path="M5 5h8v9H5zM3 11V2h8" /></button></span>`;
}

/** Facts as a list of names and values; those without a value are left out. */
export const Facts = ({ facts }) => html`<dl class="facts">${facts
  .filter(([, value]) => value !== undefined && value !== null && value !== '' && value !== false)
  .map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

/** JSON as text. */
export const Json = ({ value }) => html`<pre class="json" tabindex="0">${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</pre>`;
