import { useCallback, useEffect, useRef, useState } from './ui.js';
import { get } from './api.js';
import { useUpdates } from './data.js';

const LIMIT = 50;

/** The states that the index of due times holds. */
const INDEXED = new Set(['EARLY', 'PENDING', 'SETTLING', 'AMBIGUOUS']);

/** A page of callbacks: open ones in the order of what is due next, ended ones in no particular order. */
const page = (query, cursor) => get('/v1/callbacks', {
  ...query, limit: LIMIT, cursor, order: !query.state || INDEXED.has(query.state) ? 'due' : undefined,
});

/**
 * Callbacks whose rows keep their places: an update changes rows where they are, and new ones are counted until the user
 * asks for them.
 * @param {Record<string, string>} query
 */
export function useCallbacks(query) {
  const name = JSON.stringify(query);
  const [list, setList] = useState(EMPTY);
  const current = useRef(name);
  current.current = name;
  const read = useCallback(async (change) => {
    try {
      const found = await page(JSON.parse(name));
      if (current.current === name) setList((before) => change(before, found));
    } catch (error) {
      if (current.current === name) setList((before) => ({ ...before, error, loading: false }));
    }
  }, [name]);
  const show = useCallback(() => read(replaced), [read]);
  const update = useCallback(() => read(merged), [read]);
  useEffect(() => {
    setList(EMPTY);
    show();
  }, [name]);
  useUpdates(update, 5000);
  const more = async () => {
    try {
      const next = await page(query, list.cursor);
      setList((before) => ({ ...before, ...appended(before, next) }));
    } catch (error) {
      setList((before) => ({ ...before, error }));
    }
  };
  return { ...list, show, more };
}

const EMPTY = { rows: [], fresh: [], gone: new Set(), cursor: null, error: undefined, at: 0, loading: true, searchedUntil: null };
const ids = (callbacks) => new Set(callbacks.map((callback) => callback.callbackId));

function replaced(before, found) {
  return { ...EMPTY, rows: found.callbacks, cursor: found.cursor, searchedUntil: found.searchedUntil, at: Date.now(), loading: false };
}

function appended(before, next) {
  const known = ids(before.rows);
  return {
    rows: [...before.rows, ...next.callbacks.filter((callback) => !known.has(callback.callbackId))],
    cursor: next.cursor,
    searchedUntil: next.searchedUntil,
  };
}

/** Rows stay where they are. A row that a complete list does not have any more is marked. */
function merged(before, found) {
  if (before.rows.length === 0) return replaced(before, found);
  const byId = new Map(found.callbacks.map((callback) => [callback.callbackId, callback]));
  const known = ids(before.rows);
  const complete = found.cursor === null || found.cursor === undefined;
  return {
    ...before,
    rows: before.rows.map((row) => byId.get(row.callbackId) ?? row),
    gone: complete ? new Set([...known].filter((id) => !byId.has(id))) : before.gone,
    fresh: found.callbacks.filter((callback) => !known.has(callback.callbackId)),
    error: undefined,
    at: Date.now(),
    loading: false,
  };
}
