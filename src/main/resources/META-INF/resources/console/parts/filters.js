import { html, useEffect, useRef, useState } from '../lib/ui.js';
import { useKeys } from '../lib/keyboard.js';
import { go, href } from '../lib/router.js';
import { STATES } from '../lib/states.js';
import { Icon } from './basics.js';

/** The filters of `GET /v1/callbacks`, by parameter. */
export const FILTERS = {
  service: { label: 'Service', hint: 'the name of a service' },
  operation: { label: 'Operation', hint: 'the name of an operation' },
  keyPrefix: { label: 'Key begins with', hint: 'the beginning of a correlation key' },
  stateMachine: { label: 'State machine', hint: 'its name or ARN' },
  state: { label: 'State', hint: 'such as PENDING', options: Object.keys(STATES) },
  olderThan: { label: 'In its state for', hint: 'a duration such as PT10M, or a time' },
  generation: { label: 'Generation from', hint: '2 finds retried tasks' },
  outcome: { label: 'Outcome', hint: 'such as FAILURE', options: ['SUCCESS', 'FAILURE', 'HEARTBEAT_TIMEOUT', 'TIMEOUT', 'CANCEL'] },
  condition: { label: 'Condition', hint: 'SILENT or STUCK', options: ['SILENT', 'STUCK'] },
};

/** Filters with a name, for what operators look for. Without a state, the open callbacks are listed. */
export const PRESETS = [
  { name: 'Open', query: {} },
  { name: 'Due soon', query: { state: 'PENDING' } },
  { name: 'Silent', query: { condition: 'SILENT' } },
  { name: 'Stuck', query: { condition: 'STUCK' } },
  { name: 'Unclear', query: { state: 'AMBIGUOUS' } },
  { name: 'Retried', query: { generation: '2' } },
  { name: 'Delivered', query: { state: 'DELIVERED' } },
  { name: 'Rejected', query: { state: 'REJECTED' } },
  { name: 'Expired', query: { state: 'EXPIRED' } },
];

const same = (one, other) => JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());

export const Presets = ({ query }) => html`<nav class="presets" aria-label="Presets">${PRESETS.map((preset) => html`
  <a key=${preset.name} class="preset" href=${href('callbacks', preset.query)} aria-current=${same(query, preset.query) ? 'page' : null}>${preset.name}</a>`)}</nav>`;

/** The filter as chips, which the URL keeps, and a field that adds one. */
export function Chips({ query }) {
  const field = useRef(null);
  const [name, setName] = useState('service');
  const [value, setValue] = useState('');
  useEffect(() => setValue(''), [name]);
  useKeys({ '/': () => field.current?.focus() });
  const without = (key) => go(href('callbacks', { ...query, [key]: '' }));
  const add = (event) => {
    event.preventDefault();
    if (value.trim()) go(href('callbacks', { ...query, [name]: value.trim() }));
    setValue('');
    field.current?.blur();
  };
  const filter = FILTERS[name];
  return html`<div class="filter">
    <ul class="chips" aria-label="Filter">${Object.entries(query).map(([key, given]) => html`
      <li class="chip" key=${key}><span>${FILTERS[key]?.label ?? key}: <b>${given}</b></span><button type="button" onClick=${() => without(key)} aria-label=${`Remove the filter ${FILTERS[key]?.label ?? key}`}><${Icon} path="M4 4l8 8M12 4l-8 8" /></button></li>`)}</ul>
    <form class="add" onSubmit=${add}>
      <label class="hidden" for="filter-name">Filter by</label>
      <select id="filter-name" value=${name} onChange=${(event) => setName(event.target.value)}>${Object.entries(FILTERS).map(([key, one]) => html`<option value=${key} key=${key}>${one.label}</option>`)}</select>
      <label class="hidden" for="filter-value">Value</label>
      <input id="filter-value" ref=${field} value=${value} list=${filter.options ? 'filter-options' : null} placeholder=${filter.hint} onInput=${(event) => setValue(event.target.value)} autocomplete="off" spellcheck="false" />
      ${filter.options && html`<datalist id="filter-options">${filter.options.map((option) => html`<option value=${option} key=${option} />`)}</datalist>`}
      <button type="submit">Add</button>
    </form></div>`;
}
