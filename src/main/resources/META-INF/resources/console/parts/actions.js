import { html, useEffect, useState } from '../lib/ui.js';
import { NAMES, bodyOf, curl, example, perform, possible } from '../lib/actions.js';
import { get, segment } from '../lib/api.js';
import { may, neededRole, useIdentity } from '../lib/identity.js';
import { effect } from '../lib/sentence.js';
import { Copyable, StateBadge } from './basics.js';
import { Dialog } from './dialog.js';
import { ResultPreview } from './preview.js';

/** The buttons of what the user may do now, each with a dialog that shows the effect before anything is sent. */
export function Actions({ callback, onDone }) {
  const identity = useIdentity();
  const [action, setAction] = useState(null);
  const offered = possible(callback);
  const allowed = offered.filter((name) => may(identity, name));
  const missing = [...new Set(offered.filter((name) => !may(identity, name)).map(neededRole))];
  // The dialog stays when an update ends the callback: it shows what became of the action.
  return html`<div class="actions">
    ${offered.length === 0 && html`<p class="note">The callback has ended: there is nothing to do.</p>`}
    ${allowed.map((name) => html`<button type="button" key=${name} class=${name === 'complete' ? 'primary' : name === 'redrive' ? '' : 'danger'} data-action=${name} onClick=${() => setAction(name)}>${NAMES[name]}…</button>`)}
    ${missing.length > 0 && html`<p class="note">More actions need the ${missing.length > 1 ? 'roles' : 'role'} ${missing.join(', ')}.</p>`}
    ${action && html`<${ActionDialog} action=${action} callback=${callback} onClose=${() => { setAction(null); onDone(); }} />`}
  </div>`;
}

function ActionDialog({ action, callback, onClose }) {
  const [form, setForm] = useState({ result: '{}', error: '', cause: '', reason: '' });
  const [sent, setSent] = useState(null);
  const set = (name) => (event) => setForm({ ...form, [name]: event.target.value });
  const wrong = problemOf(action, form);
  const submit = async (event) => {
    event.preventDefault();
    setSent({ busy: true });
    try {
      const { data } = await perform(action, callback.callbackId, form);
      setSent({ callback: data });
    } catch (error) {
      setSent({ error });
    }
  };
  return html`<${Dialog} title=${`${NAMES[action]} ${callback.service}.${callback.operation}`} onClose=${onClose}>
    ${sent?.callback
    ? html`<${Outcome} action=${action} first=${sent.callback} id=${callback.callbackId} onClose=${onClose} />`
    : html`<form onSubmit=${submit}>
        <p class="effect"><b>Effect:</b> ${effect(action, callback)}</p>
        ${FIELDS[action](form, set, callback)}
        ${sent?.error && html`<p class="warning" role="alert">${sent.error.message}${sent.error.problem.reason && sent.error.problem.reason !== sent.error.message ? ` (${sent.error.problem.reason})` : ''}</p>`}
        <details><summary>As a command</summary><${Copyable} text=${curl(action, callback.callbackId, form)} label="the command"><pre class="command" tabindex="0">${curl(action, callback.callbackId, form)}</pre><//></details>
        <p class="buttons"><button type="button" onClick=${onClose}>Close</button>
          <button type="submit" class=${action === 'complete' || action === 'redrive' ? 'primary' : 'danger'} disabled=${Boolean(wrong) || sent?.busy}>${sent?.busy ? 'Sending…' : NAMES[action]}</button></p>
        ${wrong && html`<p class="note">${wrong}</p>`}
      </form>`}<//>`;
}

const reason = (form, set) => html`<label>Reason, kept in the history<input name="reason" required maxlength="1000" value=${form.reason} onInput=${set('reason')} autocomplete="off" autofocus /></label>`;

const FIELDS = {
  cancel: reason,
  redrive: reason,
  complete: (form, set, callback) => html`<label>Result, JSON<textarea name="result" rows="6" spellcheck="false" value=${form.result} onInput=${set('result')} autofocus></textarea></label>
    <${ResultPreview} callback=${callback} text=${form.result} />`,
  fail: (form, set) => html`<label>Error name<input name="error" required value=${form.error} onInput=${set('error')} placeholder="Orders.OutOfStock" autocomplete="off" autofocus /></label>
    <label>Cause: the reason, which Step Functions gets<input name="cause" value=${form.cause} onInput=${set('cause')} autocomplete="off" /></label>`,
};

/** Why the form can't be sent yet, or an empty string. */
function problemOf(action, form) {
  if (action === 'fail') return form.error.trim() ? '' : 'Enter the error name.';
  if (action !== 'complete') return form.reason.trim() ? '' : 'Enter a reason.';
  try {
    JSON.parse(bodyOf(action, form));
    return '';
  } catch {
    return 'The result is not JSON.';
  }
}

/** The outcome of an action: success is shown only when Step Functions has said so. */
function Outcome({ action, first, id, onClose }) {
  const [callback, setCallback] = useState(first);
  const open = callback.state === 'SETTLING' || (action === 'redrive' && callback.state === first.state && !['DELIVERED', 'CLOSED', 'CANCELLED'].includes(callback.state));
  useEffect(() => {
    if (!open) return undefined;
    const timer = setTimeout(() => get(`/v1/callbacks/${segment(id)}`).then(setCallback, () => setCallback({ ...callback })), 1000);
    return () => clearTimeout(timer);
  }, [callback]);
  return html`<div role="status"><p><${StateBadge} state=${callback.state} outcome=${action === 'complete' ? undefined : callback.outcome} /> ${TEXTS[callback.state] ?? 'The gateway has accepted the action.'}</p>
    ${callback.reason && html`<p class="note">${callback.reason}</p>`}
    <p class="buttons"><button type="button" class="primary" onClick=${onClose} autofocus>Close</button></p></div>`;
}

const TEXTS = {
  DELIVERED: 'Step Functions has accepted it.',
  CLOSED: 'Step Functions says that the task had ended before.',
  CANCELLED: 'Cancelled.',
  SETTLING: 'Committed. The report to Step Functions is in progress…',
  REJECTED: 'Step Functions has rejected it.',
  AMBIGUOUS: 'Step Functions has not replied; the gateway reads the execution history.',
  PENDING: 'The gateway repeats the request.',
  EXPIRED: 'The time to deliver it has passed.',
};

/** The actions as commands. */
export function Commands({ callback }) {
  return html`${possible(callback).map((action) => html`<details key=${action}><summary>${NAMES[action]}</summary>
    <${Copyable} text=${curl(action, callback.callbackId, example(action))} label=${`the command to ${action}`}><pre class="command" tabindex="0">${curl(action, callback.callbackId, example(action))}</pre><//></details>`)}`;
}
