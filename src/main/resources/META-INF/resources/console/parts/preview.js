import { html, useEffect, useState } from '../lib/ui.js';
import { send } from '../lib/api.js';
import { bytes } from '../lib/format.js';
import { may, useIdentity } from '../lib/identity.js';
import { Bar, Sizes } from './basics.js';

/** What the boundary of the route makes of a result, before it is sent. Needs the role author. */
export function ResultPreview({ callback, text }) {
  const identity = useIdentity();
  const [state, setState] = useState(null);
  const allowed = may(identity, 'preview');
  useEffect(() => {
    if (!allowed) return undefined;
    const timer = setTimeout(() => preview(callback, text).then(setState, (error) => setState({ error })), 400);
    return () => clearTimeout(timer);
  }, [text]);
  if (!allowed || !state) return null;
  if (state.error) return html`<p class="note">${state.error.message}</p>`;
  return html`<p class="note">Step Functions gets <${Sizes} from=${state.bytesIn} to=${state.bytesOut} /> of JSON. <${Budget} answer=${state} /></p>`;
}

async function preview(callback, text) {
  const payload = JSON.parse(text);
  return (await send('POST', '/v1/shapes/preview', { body: { route: `${callback.service}.${callback.operation}.result`, payload } })).data;
}

/** The share of the budget that a payload uses. */
export function Budget({ answer }) {
  if (!answer.budget) return null;
  const share = answer.bytesOut / answer.budget;
  return html`<span class="budget">${answer.withinBudget ? `Within the budget of ${bytes(answer.budget)}` : `Over the budget of ${bytes(answer.budget)}`}
    <${Bar} value=${Math.min(1, share)} tone=${answer.withinBudget ? (share > 0.8 ? 'warn' : 'good') : 'bad'} label="Budget used" /></span>`;
}

/** The heaviest parts of a payload, with their shares. */
export function HeaviestParts({ parts }) {
  return html`<ul class="counts heaviest">${parts.filter((part) => part.path !== '$').slice(0, 12).map((part) => html`
    <li key=${part.path}><code>${part.path}</code><${Bar} value=${part.share ?? 0} label=${`Share of ${part.path}`} /><span class="digits">${bytes(part.bytes)}</span></li>`)}</ul>`;
}
