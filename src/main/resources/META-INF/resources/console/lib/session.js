/**
 * The session: the API key of the user, in sessionStorage only. It ends with the tab, is never sent as a cookie, and is
 * part of no URL.
 */
const KEY = 'taskgate.key';
const listeners = new Set();
let notice = '';

/** @returns {string} the API key, or an empty string */
export const apiKey = () => sessionStorage.getItem(KEY) ?? '';

/** Why the session ended, for the sign-in page. */
export const signInNotice = () => notice;

/** @param {string} key */
export function signIn(key) {
  notice = '';
  sessionStorage.setItem(KEY, key);
  listeners.forEach((changed) => changed());
}

/** @param {string} [why] shown on the sign-in page */
export function signOut(why = '') {
  if (!apiKey() && !why) return;
  notice = why;
  sessionStorage.removeItem(KEY);
  listeners.forEach((changed) => changed());
}

/** @param {() => void} changed @returns {() => void} ends the subscription */
export function onSession(changed) {
  listeners.add(changed);
  return () => listeners.delete(changed);
}
