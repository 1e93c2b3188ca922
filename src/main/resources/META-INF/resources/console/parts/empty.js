import { html } from '../lib/ui.js';
import { clock } from '../lib/format.js';
import { Copyable } from './basics.js';

/** An empty place: a title, why it is empty, and what to do. */
export const Empty = ({ kind, title, children }) => html`
  <div class="empty" data-kind=${kind} role="status"><p class="empty-title">${title}</p>${children}</div>`;

/** Nothing exists yet. */
export const NothingYet = ({ title, command, children }) => html`<${Empty} kind="nothing-yet" title=${title}>
  ${children}${command && html`<p>This command makes one:</p><${Copyable} text=${command} label="the command"><pre class="command" tabindex="0">${command}</pre><//>`}<//>`;

/** The filter matches nothing. */
export const NothingMatches = ({ searchedUntil, onClear }) => html`<${Empty} kind="no-match" title="Nothing matches the filter.">
  ${searchedUntil && html`<p>Searched what is due until ${clock(searchedUntil)}.</p>`}
  <p>Remove a chip above, or <button type="button" class="link" onClick=${onClear}>clear the filter</button>.</p><//>`;

/** An error of the API, by its kind: not allowed, not there, not reachable, or wrong. */
export function Problem({ error, what, role, onRetry }) {
  const retry = onRetry && html`<p><button type="button" onClick=${onRetry}>Retry</button></p>`;
  switch (error.kind) {
    case 'forbidden':
      return html`<${Empty} kind="forbidden" title=${`Your API key may not see ${what}.`}><p>It needs the role <code>${role}</code>. Ask an administrator of the gateway for a key that has it.</p><//>`;
    case 'missing':
      return html`<${Empty} kind="absent" title=${`This gateway does not offer ${what}.`}><p>The version of the gateway does not have this operation.</p><//>`;
    case 'unreachable':
      return html`<${Empty} kind="unreachable" title="The gateway is not reachable."><p>The page keeps trying.</p>${retry}<//>`;
    case 'busy':
      return html`<${Empty} kind="busy" title="The gateway is busy."><p>${error.message}</p>${retry}<//>`;
    default:
      return html`<${Empty} kind="error" title=${`Can't read ${what}.`}><p>${error.message}</p>${retry}<//>`;
  }
}

/** Rows in grey while the first answer is awaited. */
export const Loading = () => html`<div class="loading" role="status"><span class="hidden">Loading</span><i></i><i></i><i></i></div>`;
