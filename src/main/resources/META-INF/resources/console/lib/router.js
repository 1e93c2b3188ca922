import { useEffect, useState } from './ui.js';

/**
 * The route of the page, in the fragment of the URL: `#/callbacks?state=PENDING`. A fragment is not sent to the server,
 * so no access log shows the correlation keys that a filter holds.
 * @typedef {{page: string, id: string, query: Record<string, string>}} Route
 */

/** @param {string} hash @returns {Route} */
export function parseRoute(hash) {
  const [path, search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [page = '', ...rest] = path.split('/');
  return { page: page || 'overview', id: decode(rest.join('/')), query: Object.fromEntries(new URLSearchParams(search)) };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string} page @param {Record<string, any>} [query] @param {string} [id] @returns {string} */
export function href(page, query = {}, id = '') {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const search = given.length ? `?${new URLSearchParams(given)}` : '';
  return `#/${page}${id ? `/${encodeURIComponent(id)}` : ''}${search}`;
}

/** @param {string} target of href @param {boolean} [replace] keeps the history as it is */
export function go(target, replace = false) {
  if (replace) location.replace(target);
  else location.hash = target;
}

/** @returns {Route} */
export function useRoute() {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const changed = () => setRoute(parseRoute(location.hash));
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}
