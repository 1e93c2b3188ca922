import { html, useState } from '../lib/ui.js';
import { SHORTCUTS } from '../lib/keyboard.js';
import { go, href } from '../lib/router.js';
import { PRESETS } from './filters.js';
import { Dialog } from './dialog.js';

/** The pages, by the letter that follows g. */
export const PAGES = [
  { page: 'overview', name: 'Overview', letter: 'o', path: 'M2 13V8h3v5M6.5 13V3h3v10M11 13V6h3v7' },
  { page: 'callbacks', name: 'Callbacks', letter: 'c', path: 'M2 4h12M2 8h12M2 12h8' },
  { page: 'unmatched', name: 'Unmatched', letter: 'u', path: 'M2 8h4M10 8h4M6 5l4 6M10 5l-4 6' },
  { page: 'routes', name: 'Routes', letter: 'r', path: 'M3 3v10M3 5h6l4 3-4 3H3' },
  { page: 'batch', name: 'Batch', letter: 'b', path: 'M2 2h5v5H2zM9 2h5v5H9zM2 9h5v5H2zM9 9h5v5H9z' },
  { page: 'try', name: 'Try', letter: 't', path: 'M6 2v4L2 13h12L10 6V2M5 2h6' },
];

/** Finds a page, a preset or a callback by its ID. */
export function Palette({ onClose, commands }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const found = matches(text, commands);
  const run = (item) => { onClose(); item.run(); };
  const pressed = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); setAt((at + step + found.length) % Math.max(1, found.length)); }
  };
  return html`<${Dialog} title="Go to" kind="palette" onClose=${onClose}>
    <form onSubmit=${(event) => { event.preventDefault(); if (found[at]) run(found[at]); }}>
      <input type="text" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-activedescendant=${found[at] ? `palette-${at}` : null} aria-label="Page, preset or ID" placeholder="Page, preset, or an ID such as cb_…" value=${text} onKeyDown=${pressed} onInput=${(event) => { setText(event.target.value); setAt(0); }} autofocus autocomplete="off" spellcheck="false" />
      <ul id="palette-list" role="listbox" aria-label="Results">${found.map((item, index) => html`
        <li id=${`palette-${index}`} key=${item.name} role="option" aria-selected=${String(index === at)} onClick=${() => run(item)}>${item.name}</li>`)}</ul>
    </form><//>`;
}

function matches(text, commands) {
  const wanted = text.trim();
  const items = [
    ...PAGES.map(({ page, name }) => ({ name, run: () => go(href(page)) })),
    ...PRESETS.map(({ name, query }) => ({ name: `Callbacks: ${name}`, run: () => go(href('callbacks', query)) })),
    ...commands,
  ];
  if (/^cb_/.test(wanted)) return [{ name: `Callback ${wanted}`, run: () => go(href('callback', {}, wanted)) }];
  if (/^bt?_/.test(wanted)) return [{ name: `Batch ${wanted}`, run: () => go(href('batch', {}, wanted)) }];
  return items.filter((item) => item.name.toLowerCase().includes(wanted.toLowerCase())).slice(0, 12);
}

export const Help = ({ onClose }) => html`<${Dialog} title="Keys" onClose=${onClose}>
  <dl class="facts">${SHORTCUTS.map(([keys, what]) => html`<div key=${keys}><dt><kbd>${keys}</kbd></dt><dd>${what}</dd></div>`)}</dl>
  <p class="buttons"><button type="button" class="primary" onClick=${onClose} autofocus>Close</button></p><//>`;
