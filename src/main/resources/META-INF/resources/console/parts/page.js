import { html } from '../lib/ui.js';
import { usePaused, useNow } from '../lib/data.js';
import { span } from '../lib/format.js';

/** The head of a page: its name, the age of its data, and what updates it. */
export function PageHead({ title, at, fresh, onShow, children }) {
  const [paused, setPaused] = usePaused();
  const now = useNow();
  return html`<header class="page-head">
    <h1>${title}</h1>
    <div class="head-tools">
      ${fresh > 0 && html`<button type="button" class="fresh" onClick=${onShow}>${fresh} new</button>`}
      ${at > 0 && html`<span class="age" title=${new Date(at).toISOString()}>${now - at < 2000 ? 'now' : `${span(now - at)} old`}</span>`}
      ${at !== undefined && html`<button type="button" class="pause" aria-pressed=${String(paused)} onClick=${() => setPaused(!paused)}>${paused ? 'Resume' : 'Pause'}</button>`}
      ${children}
    </div></header>`;
}

/** A part of a page with a heading. */
export const Section = ({ title, note, children, id }) => html`<section class="section" aria-labelledby=${id}>
  <h2 id=${id}>${title}</h2>${note && html`<p class="note">${note}</p>`}${children}</section>`;
