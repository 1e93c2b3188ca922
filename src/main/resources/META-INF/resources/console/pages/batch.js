import { html, useState } from '../lib/ui.js';
import { segment } from '../lib/api.js';
import { useNow, useResource } from '../lib/data.js';
import { arnName, bytes, clock, number, span } from '../lib/format.js';
import { useKeys } from '../lib/keyboard.js';
import { go, href } from '../lib/router.js';
import { BATCH_STATES } from '../lib/states.js';
import { Bar, Copyable, Facts, StateBadge } from '../parts/basics.js';
import { Empty, Loading, Problem } from '../parts/empty.js';
import { PageHead, Section } from '../parts/page.js';

/** A batch by its ID. The API has no list of batches. */
export function Batch({ id }) {
  return html`${id ? html`<${Detail} id=${id} />` : html`<${PageHead} title="Batch" /><p class="note">Open a batch by the ID that its start returned.</p><${Find} />`}`;
}

function Find() {
  const [id, setId] = useState('');
  const submit = (event) => { event.preventDefault(); if (id.trim()) go(href('batch', {}, id.trim())); };
  return html`<form class="find" onSubmit=${submit}><label for="batch-id">Batch ID</label><input id="batch-id" value=${id} onInput=${(event) => setId(event.target.value)} autocomplete="off" spellcheck="false" placeholder="bt_…" /><button type="submit" class="primary">Open</button></form>`;
}

function Detail({ id }) {
  const now = useNow();
  const { data, error, at, reload } = useResource(`/v1/batches/${segment(id)}`, {}, 3000);
  useKeys({ r: reload });
  if (!data) {
    return html`<${PageHead} title="Batch" />${!error ? html`<${Loading} />` : error.status === 404
      ? html`<${Empty} kind="no-match" title=${`There is no batch ${id}.`}><p>The ID is wrong, or your API key may not see it.</p><//><${Find} />`
      : html`<${Problem} error=${error} what="this batch" role="operator-read" onRetry=${reload} />`}`;
  }
  const counts = data.counts;
  return html`<${PageHead} title=${html`Batch <span class="key">${data.name ?? ''}</span>`} at=${at} />
    <div class="sentence"><${StateBadge} state=${data.state} states=${BATCH_STATES} /><p><b>${said(data)}</b></p></div>
    ${counts && html`<${Section} id="counts" title="Runners"><${Grid} counts=${counts} /><//>`}
    <${Section} id="facts" title="Facts"><${Facts} facts=${[
      ['ID', html`<${Copyable} text=${data.batchId} label="the ID" />`],
      ['Runner', data.runner && html`<span class="break" title=${data.runner}>${arnName(data.runner)}</span>`],
      ['Batches', data.progress && `${number(data.progress.batches)}${data.progress.batchingComplete ? '' : ' so far'}`],
      ['Items', data.progress && number(data.progress.items)],
      ['Complete up to', data.progress && number(data.progress.completedBefore)],
      ['Failed items', counts && number(counts.failedItems)],
      ['Resumed', data.attempt > 0 ? `${data.attempt} times` : undefined],
      ['Depth', data.depth],
      ['Root', data.rootBatchId && html`<a href=${href('batch', {}, data.rootBatchId)}>${data.rootBatchId}</a>`],
      ['Callback', data.callbackId && html`<a href=${href('callback', {}, data.callbackId)}>${data.callbackId}</a>`],
      ['Created', data.createdAt && `${clock(data.createdAt, now)} (${span(now - Date.parse(data.createdAt))} ago)`],
      ['Changed', data.changedAt && `${clock(data.changedAt, now)} (${span(now - Date.parse(data.changedAt))} ago)`],
      ['Results', data.reference && bytes(data.reference.bytes)],
      ['Error', data.error],
      ['Cause', data.cause],
    ]} /><//>`;
}

function said(batch) {
  const done = batch.progress ? `${number(batch.progress.completedBefore)} of ${number(batch.progress.batches)} batches are complete.` : '';
  switch (batch.state) {
    case 'RUNNING': return `Runners work. ${done}`;
    case 'SETTLING': return 'All runners have ended; the result is being reported.';
    case 'SUCCEEDED': return 'All is done.';
    case 'FAILED': return `It failed${batch.error ? ` with ${batch.error}` : ''}. The failed parts can be resumed.`;
    default: return 'It was aborted.';
  }
}

/** The runners as cells; of many, one cell stands for several. */
function Grid({ counts }) {
  const all = Math.max(1, counts.batches);
  const each = Math.ceil(all / 200);
  const cells = [['good', counts.succeeded], ['bad', counts.failed], ['wait', counts.notEnded]]
    .flatMap(([tone, count]) => Array.from({ length: Math.ceil((count ?? 0) / each) }, () => tone));
  return html`<div class="grid" role="img" aria-label=${`${counts.succeeded ?? 0} succeeded, ${counts.failed ?? 0} failed, ${counts.notEnded ?? 0} not ended`}>${cells.map((tone, at) => html`<i key=${at} class=${`tone-fill-${tone}`}></i>`)}</div>
    <p class="note">${number(counts.succeeded ?? 0)} succeeded, ${number(counts.failed ?? 0)} failed, ${number(counts.notEnded ?? 0)} not ended${each > 1 ? `; a cell is ${each} runners` : ''}. <${Bar} value=${(counts.succeeded ?? 0) / all} tone="good" label="Succeeded" /></p>`;
}
