import { createContext, useContext, useEffect, useState } from './ui.js';
import { get, send } from './api.js';
import { apiKey } from './session.js';

/** @typedef {{principal?: string, tenant?: string, roles?: string[], known: boolean}} Identity */

/** The identity of the user, for all pages. */
export const IdentityContext = createContext({ known: false });

/** The operations that a role allows, by what the pages call them. */
const NEEDED = {
  read: 'operator-read', cancel: 'operator-act', redrive: 'operator-act', complete: 'worker', fail: 'worker',
  preview: 'author', payload: 'payload-read',
};

/**
 * Whether the user may do this. Where the gateway does not say who the user is, everything is offered and the API decides.
 * @param {Identity} identity @param {keyof NEEDED} action
 */
export const may = (identity, action) => !identity.known || (identity.roles ?? []).includes(NEEDED[action]);

/** @param {string} action */
export const neededRole = (action) => NEEDED[action];

export const useIdentity = () => useContext(IdentityContext);

/**
 * Asks the API who owns this key.
 * @param {string} key @returns {Promise<Identity>}
 */
export async function identify(key = apiKey()) {
  try {
    const { data } = await send('GET', '/v1/identity', { key });
    return { ...data, known: true };
  } catch (error) {
    if (error.status !== 404) throw error;
    await probe(key);
    return { known: false };
  }
}

/** A gateway without `/v1/identity`: a key that may not list is a key all the same. */
async function probe(key) {
  try {
    await send('GET', '/v1/callbacks', { key, query: { limit: 1 } });
  } catch (error) {
    if (error.status !== 403) throw error;
  }
}

/** Facts that the gateway serves without a key. */
export function usePublicSettings() {
  const [settings, setSettings] = useState({ developmentKeys: [], links: {} });
  useEffect(() => {
    get('/console/settings.json').then(setSettings, () => {});
  }, []);
  return settings;
}
