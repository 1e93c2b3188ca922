import { html, useEffect, useState } from '../lib/ui.js';
import { send } from '../lib/api.js';
import { number } from '../lib/format.js';
import { Dialog } from './dialog.js';

const ACTIONS = {
  cancel: ['Cancel', 'Each task ends with Taskgate.Cancelled, and its execution handles that by Retry and Catch, or fails.'],
  redrive: ['Redrive', 'The gateway repeats what is stuck: the request, the report or the look into the history.'],
};

/**
 * One action on many callbacks: those that are chosen, or all that match the filter. A dry run counts them first.
 * @param {{ids: string[], filter: Record<string, string>, onClose: () => void}} props
 */
export function Bulk({ ids, filter, onClose }) {
  const [action, setAction] = useState('cancel');
  const [reason, setReason] = useState('');
  const [dry, setDry] = useState(null);
  const [state, setState] = useState({});
  const selection = ids.length > 0 ? { ids } : { filter: numbered(filter) };
  const ask = (body) => send('POST', '/v1/callbacks/bulk', { body: { action, ...selection, ...body } });
  useEffect(() => {
    setDry(null);
    ask({ reason: 'dry run', dryRun: true }).then(({ data }) => setDry({ data }), (error) => setDry({ error }));
  }, [action]);
  const submit = async (event) => {
    event.preventDefault();
    setState({ busy: true });
    try {
      setState({ done: (await ask({ reason, dryRun: false })).data });
    } catch (error) {
      setState({ error });
    }
  };
  const count = dry?.data?.matched ?? 0;
  return html`<${Dialog} title=${ids.length > 0 ? 'Act on the chosen callbacks' : 'Act on all that match'} onClose=${onClose}>
    ${state.done ? html`<${Results} done=${state.done} onClose=${onClose} />` : html`<form onSubmit=${submit}>
      <label>Action<select name="action" value=${action} onChange=${(event) => setAction(event.target.value)}>${Object.entries(ACTIONS).map(([name, [word]]) => html`<option value=${name} key=${name}>${word}</option>`)}</select></label>
      <p class="effect"><b>Effect on ${dry?.data ? number(count) : '…'} ${count === 1 ? 'callback' : 'callbacks'}${dry?.data && !dry.data.complete ? ', and more match' : ''}:</b> ${ACTIONS[action][1]}</p>
      <label>Reason, kept in the history<input name="reason" required maxlength="1000" value=${reason} onInput=${(event) => setReason(event.target.value)} autocomplete="off" autofocus /></label>
      ${(dry?.error ?? state.error) && html`<p class="warning" role="alert">${(dry?.error ?? state.error).message}</p>`}
      <p class="buttons"><button type="button" onClick=${onClose}>Close</button>
        <button type="submit" class="danger" disabled=${!reason.trim() || count === 0 || state.busy}>${state.busy ? 'Working…' : `${ACTIONS[action][0]} ${number(count)}`}</button></p>
    </form>`}<//>`;
}

/** The API takes the generation as a number. */
const numbered = (filter) => ('generation' in filter ? { ...filter, generation: Number(filter.generation) } : filter);

function Results({ done, onClose }) {
  const groups = new Map();
  for (const item of done.results) groups.set(item.result, [...(groups.get(item.result) ?? []), item]);
  return html`<div role="status"><ul class="counts">${[...groups].map(([result, items]) => html`
      <li key=${result}><span>${result.toLowerCase().replaceAll('_', ' ')}</span><span class="digits">${number(items.length)}</span></li>`)}</ul>
    <details><summary>Each callback</summary><ul class="counts">${done.results.map((item) => html`
      <li key=${item.callbackId}><code class="break">${item.callbackId}</code><span>${[item.state, item.reason].filter(Boolean).join(': ')}</span></li>`)}</ul></details>
    <p class="buttons"><button type="button" class="primary" onClick=${onClose} autofocus>Close</button></p></div>`;
}
