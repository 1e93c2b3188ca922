import { html, useEffect, useState } from '../lib/ui.js';
import { send } from '../lib/api.js';
import { useResource } from '../lib/data.js';
import { bytes } from '../lib/format.js';
import { may, useIdentity } from '../lib/identity.js';
import { Json, Sizes } from '../parts/basics.js';
import { Empty, Problem } from '../parts/empty.js';
import { PageHead, Section } from '../parts/page.js';
import { Budget, HeaviestParts } from '../parts/preview.js';

const PAYLOAD = JSON.stringify({ approved: true, by: 'ann', remark: 'fine', scan: { pages: 12, text: 'x'.repeat(160) }, trail: ['created', 'checked', 'approved'] }, null, 2);
const SHAPE = JSON.stringify({ ResultSelector: { 'approved.$': '$.approved', 'by.$': '$.by' } }, null, 2);

/** A payload and a shape side by side, and what becomes of the payload. Nothing is stored. */
export function Try() {
  const identity = useIdentity();
  const [payload, setPayload] = useState(PAYLOAD);
  const [shape, setShape] = useState(SHAPE);
  const [route, setRoute] = useState('');
  const [answer, setAnswer] = useState(null);
  const allowed = may(identity, 'preview');
  useEffect(() => {
    if (!allowed) return undefined;
    const timer = setTimeout(() => preview(payload, shape, route).then((data) => setAnswer({ data }), (error) => setAnswer({ error })), 350);
    return () => clearTimeout(timer);
  }, [payload, shape, route, allowed]);
  if (!allowed) {
    return html`<${PageHead} title="Try" /><${Empty} kind="forbidden" title="Your API key may not preview shapes."><p>It needs the role <code>author</code>.</p><//>`;
  }
  return html`<${PageHead} title="Try" />
    <p class="note">What a boundary makes of a payload. Nothing is stored, and no execution is touched.</p>
    <div class="columns try">
      <label>Payload, JSON<textarea rows="14" spellcheck="false" value=${payload} onInput=${(event) => setPayload(event.target.value)}></textarea></label>
      <div><${Boundary} route=${route} onRoute=${setRoute} shape=${shape} onShape=${setShape} /></div>
    </div>
    <${Answer} answer=${answer} />`;
}

function Boundary({ route, onRoute, shape, onShape }) {
  const { data } = useResource('/v1/routes', {}, 60000);
  const names = (data?.routes ?? []).flatMap((one) => [`${one.service}.${one.operation}.request`, `${one.service}.${one.operation}.result`]);
  return html`<label>Boundary<select value=${route} onChange=${(event) => onRoute(event.target.value)}>
      <option value="">the shape below</option>${names.map((name) => html`<option value=${name} key=${name}>${name}</option>`)}</select></label>
    <label>Shape, as in the configuration<textarea rows="10" spellcheck="false" disabled=${Boolean(route)} value=${shape} onInput=${(event) => onShape(event.target.value)}></textarea></label>`;
}

async function preview(payload, shape, route) {
  const body = { payload: parsed(payload, 'payload'), ...(route ? { route } : { shape: parsed(shape, 'shape') }) };
  return (await send('POST', '/v1/shapes/preview', { body })).data;
}

function parsed(text, what) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw Object.assign(new Error(`The ${what} is not JSON: ${error.message}`), { kind: 'invalid' });
  }
}

function Answer({ answer }) {
  if (!answer) return null;
  if (answer.error) {
    return answer.error.kind === 'invalid'
      ? html`<p class="warning" role="status">${answer.error.message}</p>`
      : html`<${Problem} error=${answer.error} what="the preview" role="author" />`;
  }
  const { data } = answer;
  return html`<div class="columns">
      <${Section} id="result" title="Result"><p><${Sizes} from=${data.bytesIn} to=${data.bytesOut} /> <${Budget} answer=${data} /></p><${Json} value=${data.result} /><//>
      <div>
        <${Section} id="heaviest" title="Heaviest parts of the payload"><${HeaviestParts} parts=${data.heaviest} /><//>
        <${Section} id="dropped" title="Dropped">${data.dropped.length === 0 ? html`<p class="note">Nothing.</p>` : html`<ul class="counts">${data.dropped.map((part) => html`<li key=${part.path}><code>${part.path}</code><span class="digits">${bytes(part.bytes)}</span></li>`)}</ul>`}<//>
      </div></div>`;
}
