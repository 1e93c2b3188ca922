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
 * Whether the user may do this, until the API has said who the user is: the API decides in any case.
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
  return { ...(await send('GET', '/v1/identity', { key })).data, known: true };
}

/** Facts that the gateway serves without a key. */
export function usePublicSettings() {
  const [settings, setSettings] = useState({ developmentKeys: [], links: {} });
  useEffect(() => {
    get('/console/settings.json').then(setSettings, () => {});
  }, []);
  return settings;
}
