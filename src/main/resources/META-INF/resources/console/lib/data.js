import { useCallback, useEffect, useRef, useState } from './ui.js';
import { get, url } from './api.js';
import { onChange } from './stream.js';

const listeners = new Set();
let paused = false;

/** @returns {[boolean, (value: boolean) => void]} whether updates are paused, for all pages */
export function usePaused() {
  const [value, setValue] = useState(paused);
  useEffect(() => {
    listeners.add(setValue);
    return () => listeners.delete(setValue);
  }, []);
  return [value, (next) => {
    paused = next;
    listeners.forEach((changed) => changed(next));
  }];
}

/** The current time in milliseconds, each second. */
export function useNow() {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => document.hidden || setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/**
 * A document of the API that is read again while the page is visible: at an interval, and soon after the stream reports
 * a change. The last document stays while a later read fails.
 * @param {string | null} path nothing is read for null
 * @param {object} [query]
 * @param {number} [every] milliseconds; 0 for a document that is read again only when the user asks
 * @returns {{data: any, error: any, at: number, loading: boolean, reload: () => Promise<void>}}
 */
export function useResource(path, query, every = 5000) {
  const [state, setState] = useState({ data: undefined, error: undefined, at: 0, loading: true });
  const address = path === null ? '' : url(path, query);
  const current = useRef(address);
  current.current = address;
  const reload = useCallback(async () => {
    if (!address) return;
    try {
      const data = await get(address);
      if (current.current === address) setState({ data, error: undefined, at: Date.now(), loading: false });
    } catch (error) {
      if (current.current === address) setState((before) => ({ ...before, error, loading: false }));
    }
  }, [address]);
  useEffect(() => {
    setState({ data: undefined, error: undefined, at: 0, loading: Boolean(address) });
    reload();
  }, [address]);
  useUpdates(reload, every);
  return { ...state, reload };
}

/** Calls `update` at an interval and after changes, unless the page is hidden or updates are paused. */
export function useUpdates(update, every) {
  useEffect(() => {
    if (every === 0) return undefined;
    const run = () => document.hidden || paused || update();
    const timer = setInterval(run, every);
    const end = onChange(run);
    return () => {
      clearInterval(timer);
      end();
    };
  }, [update, every]);
}
