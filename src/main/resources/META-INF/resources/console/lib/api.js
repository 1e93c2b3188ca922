import { apiKey, signOut } from './session.js';

/** An error of the API with its problem document (RFC 9457), or of the network (status 0). */
export class ApiError extends Error {
  /** @param {number} status @param {any} problem @param {string} [retryAfter] */
  constructor(status, problem, retryAfter) {
    super(problem?.detail ?? problem?.title ?? `The gateway responded with ${status}.`);
    this.status = status;
    this.problem = problem ?? {};
    this.retryAfter = retryAfter;
  }

  /** 'unreachable' | 'missing' | 'forbidden' | 'busy' | 'invalid' | 'failed' */
  get kind() {
    if (this.status === 0) return 'unreachable';
    if (this.status === 404) return 'missing';
    if (this.status === 401 || this.status === 403) return 'forbidden';
    if (this.status === 429 || this.status === 503) return 'busy';
    return this.status === 400 ? 'invalid' : 'failed';
  }

  /** @param {string} field @returns {boolean} whether the API rejects this field or parameter */
  rejects(field) {
    return this.status === 400 && (this.problem.violations ?? []).some((violation) => violation.field === field);
  }
}

/**
 * Calls the API with the key of the session in a header, which no other site can send.
 * @param {string} method
 * @param {string} path
 * @param {{query?: object, body?: any, raw?: string, signal?: AbortSignal, key?: string}} [options]
 * @returns {Promise<{status: number, data: any}>}
 */
export async function send(method, path, { query, body, raw, signal, key } = {}) {
  const headers = { Accept: 'application/json', 'X-Api-Key': key ?? apiKey() };
  const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  if (text !== undefined) headers['Content-Type'] = 'application/json';
  let response;
  try {
    response = await fetch(url(path, query), {
      method, headers, body: text, signal, cache: 'no-store', credentials: 'omit', redirect: 'error',
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, { detail: 'The gateway is not reachable. The page retries.' });
  }
  const data = await parsed(response);
  if (response.ok) return { status: response.status, data };
  if (response.status === 401 && key === undefined) signOut('The API key is not accepted any more. Sign in again.');
  throw new ApiError(response.status, data, response.headers.get('Retry-After') ?? undefined);
}

/** @returns {Promise<any>} the document at this path */
export const get = async (path, query, signal) => (await send('GET', path, { query, signal })).data;

/** @param {string} path @param {object} [query] values that are empty are left out */
export function url(path, query) {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

async function parsed(response) {
  const text = await response.text();
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return { detail: text.slice(0, 500) };
  }
}

/** @param {string} id one segment of a path */
export const segment = (id) => encodeURIComponent(id);
