import { html } from '../lib/ui.js';
import { clock, countdown, span } from '../lib/format.js';
import { lanes, weight } from '../lib/timeline.js';

/** The generations of a callback, one lane each. Idle time is folded: a gap says how long it is. */
export function Timeline({ callback, now }) {
  return html`<ol class="lanes">${lanes(callback).map((lane) => html`
    <li class="lane" key=${lane.generation}><span class="lane-name">Generation ${lane.generation}</span>
      <ol class="points">${lane.points.map((point, at) => html`
        ${at > 0 && html`<${Gap} millis=${point.at - lane.points[at - 1].at} key=${`gap${at}`} />`}
        <li class="point" key=${`point${at}`}><span class=${`dot tone-fill-${point.tone}`} aria-hidden="true"></span>
          <span class="point-name">${point.name}</span><time class="quiet" datetime=${new Date(point.at).toISOString()}>${clock(point.at, now)}</time></li>`)}
        ${lane.open && html`<${Ahead} callback=${callback} from=${lane.points.at(-1)?.at ?? now} now=${now} />`}
      </ol></li>`)}</ol>`;
}

const Gap = ({ millis }) => html`<li class="gap" style=${{ flexGrow: weight(millis) }}><span>${millis >= 1000 ? span(millis) : ''}</span></li>`;

/** What lies ahead: now, and the nearer of the two deadlines. */
function Ahead({ callback, from, now }) {
  const next = [['heartbeat due', callback.heartbeatDeadline], ['deadline', callback.deadline]]
    .filter(([, at]) => at).map(([name, at]) => ({ name, at: Date.parse(at) })).sort((one, other) => one.at - other.at)[0];
  return html`
    <${Gap} millis=${now - from} />
    <li class="point"><span class="dot now" aria-hidden="true"></span><span class="point-name">now</span></li>
    ${next && html`<li class="gap ahead" style=${{ flexGrow: weight(next.at - now) }}><span>${next.at > now ? countdown(next.at - now) : 'over'}</span></li>
      <li class="point"><span class="dot next" aria-hidden="true"></span><span class="point-name">${next.name}</span><time class="quiet" datetime=${new Date(next.at).toISOString()}>${clock(next.at, now)}</time></li>`}`;
}
