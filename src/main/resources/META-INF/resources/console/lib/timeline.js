/**
 * The history of a callback as lanes: one for each generation, each with its events and the gaps between them.
 * @typedef {{at: number, name: string, detail?: string, tone: string}} Point
 * @typedef {{generation: number, points: Point[], open: boolean}} Lane
 */

const REGISTERED = /^registered/;
const TONES = [[/(fail|reject|error|expired|timeout)/i, 'bad'], [/(ambiguous|late|conflict|refused)/i, 'warn'], [/(heartbeat)/i, 'info'], [/(deliver|ended|settled|reconciled)/i, 'good']];

/** @param {any} callback @returns {Lane[]} the oldest generation first */
export function lanes(callback) {
  const groups = [[]];
  for (const entry of callback.history ?? []) {
    if (REGISTERED.test(entry.event) && groups.at(-1).some((other) => REGISTERED.test(other.event))) groups.push([]);
    groups.at(-1).push(entry);
  }
  const newest = Math.max(callback.generation ?? 1, groups.length, 1);
  return groups.map((entries, index) => {
    const last = index === groups.length - 1;
    const points = entries.map(point);
    if (last && callback.lastHeartbeatAt) points.push(heartbeats(callback));
    return { generation: newest - groups.length + 1 + index, points: points.sort((one, other) => one.at - other.at), open: last && callback.state === 'PENDING' };
  });
}

const point = (entry) => ({ at: Date.parse(entry.at), name: entry.event, detail: entry.detail ?? undefined, tone: tone(`${entry.event} ${entry.detail ?? ''}`) });
const tone = (text) => (TONES.find(([pattern]) => pattern.test(text)) ?? [0, 'info'])[1];

function heartbeats(callback) {
  const count = callback.heartbeatCount ?? 1;
  return { at: Date.parse(callback.lastHeartbeatAt), name: count > 1 ? `${count} heartbeats` : 'heartbeat', tone: 'info' };
}

/**
 * The width of a gap: it grows with the logarithm of its time, so that idle time is folded and short steps stay visible.
 * @param {number} millis
 */
export const weight = (millis) => 1 + Math.log2(1 + Math.max(0, millis) / 1000);
