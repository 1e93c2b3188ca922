import { segment, send } from './api.js';

/**
 * The actions of operators on a callback, and the requests that they send.
 * @typedef {'complete' | 'fail' | 'cancel' | 'redrive'} Action
 */

const PATHS = { complete: 'success', fail: 'failure', cancel: 'cancel', redrive: 'redrive' };

export const NAMES = { complete: 'Complete', fail: 'Fail', cancel: 'Cancel', redrive: 'Redrive' };

/** The actions that a state allows. @param {any} callback @returns {Action[]} */
export function possible(callback) {
  switch (callback.state) {
    case 'PENDING': return callback.dispatch === 'NEEDED' ? ['complete', 'fail', 'cancel', 'redrive'] : ['complete', 'fail', 'cancel'];
    case 'EARLY': return ['cancel'];
    case 'SETTLING': case 'AMBIGUOUS': case 'REJECTED': case 'EXPIRED': return ['redrive'];
    default: return [];
  }
}

/** @param {Action} action @param {string} id */
export const pathOf = (action, id) => `/v1/callbacks/${segment(id)}/${PATHS[action]}`;

/** @param {Action} action @param {{reason?: string, result?: string, error?: string, cause?: string}} form @returns {string} JSON */
export function bodyOf(action, form) {
  if (action === 'complete') return form.result ?? '';
  if (action === 'fail') return JSON.stringify({ error: form.error, ...(form.cause ? { cause: form.cause } : {}) });
  return JSON.stringify({ reason: form.reason });
}

/** @param {Action} action @param {string} id @param {object} form */
export const perform = (action, id, form) => send('POST', pathOf(action, id), { raw: bodyOf(action, form) });

/** The request as a command, without the key of the session. @param {Action} action @param {string} id @param {object} form */
export function curl(action, id, form) {
  return [
    `curl -X POST "${location.origin}${pathOf(action, id)}"`,
    '-H "X-Api-Key: $TASKGATE_KEY"',
    "-H 'Content-Type: application/json'",
    `-d ${quoted(bodyOf(action, form))}`,
  ].join(' \\\n  ');
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** The example of a form, for a command that nobody has filled in. @param {Action} action */
export function example(action) {
  switch (action) {
    case 'complete': return { result: '{"approved": true}' };
    case 'fail': return { error: 'Orders.OutOfStock', cause: 'none left' };
    default: return { reason: 'why' };
  }
}
