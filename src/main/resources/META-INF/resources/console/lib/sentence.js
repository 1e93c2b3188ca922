import { countdown, span } from './format.js';
import { STATES } from './states.js';

const HEARTBEAT = 'Taskgate.HeartbeatTimeout';
const TIMEOUT = 'Taskgate.Timeout';

/**
 * What a callback waits for, and what happens next and when.
 * @param {any} callback of `GET /v1/callbacks/{id}`
 * @param {number} now in milliseconds
 * @returns {{awaits: string, next: string}}
 */
export function sentence(callback, now) {
  const tell = TELL[callback.state];
  return tell ? tell(callback, now) : { awaits: `The state is ${callback.state}.`, next: '' };
}

const TELL = {
  PENDING: pending,
  SETTLING: (callback) => ({
    awaits: `The outcome ${callback.outcome ?? ''} is committed and is being reported to Step Functions.`,
    next: 'If the report stops, another process takes it over after 8 seconds.',
  }),
  EARLY: (callback, now) => ({
    awaits: `The answer ${callback.outcome ?? ''} came before a task with this correlation key was registered.`,
    next: early(callback, now),
  }),
  AMBIGUOUS: (callback) => ({
    awaits: 'Step Functions did not reply to the report, so it is not known whether it has the outcome.',
    next: callback.reason ?? 'The gateway reads the history of the execution until it shows what happened.',
  }),
  DELIVERED: (callback, now) => ended(callback, now, `Step Functions accepted ${outcome(callback)}`, 'Nothing more happens.'),
  CLOSED: (callback, now) => ended(callback, now, 'The task had ended at Step Functions', callback.reason ?? 'A newer token of the same work can still use a late answer.'),
  REJECTED: (callback, now) => ended(callback, now, 'Step Functions rejected the report', `${callback.reason ? `${callback.reason}. ` : ''}Redrive reports it again.`),
  EXPIRED: (callback, now) => ended(callback, now, 'The time to deliver the outcome passed', callback.reason ?? 'Redrive reports it again.'),
  CANCELLED: (callback, now) => ended(callback, now, 'An operator cancelled it', callback.reason ?? 'Nothing more happens.'),
};

function pending(callback, now) {
  const awaits = callback.dispatch === 'NEEDED'
    ? `The request to ${route(callback)} is not marked as sent; the gateway sends it again.`
    : `Waits for an answer from ${route(callback)}.`;
  const deadlines = [
    { at: Date.parse(callback.heartbeatDeadline ?? ''), error: HEARTBEAT, unless: 'unless the worker sends a heartbeat or the answer' },
    { at: Date.parse(callback.deadline ?? ''), error: TIMEOUT, unless: 'unless the worker answers' },
  ].filter((deadline) => !Number.isNaN(deadline.at)).sort((one, other) => one.at - other.at);
  const [first] = deadlines;
  if (!first) return { awaits, next: 'It has no time-out: it waits for the answer or for the end of the execution.' };
  if (first.at <= now) {
    return { awaits, next: `The time for ${first.error} passed ${span(now - first.at)} ago; the gateway ends the task in the next seconds.` };
  }
  return { awaits, next: `Fails with ${first.error} in ${countdown(first.at - now)} ${first.unless}.` };
}

function early(callback, now) {
  const left = Date.parse(callback.changedAt) + 48 * 3600 * 1000 - now;
  return left > 0
    ? `It is kept for ${span(left)} and is used as soon as the task registers.`
    : 'The gateway removes it in the next seconds.';
}

function ended(callback, now, what, next) {
  return { awaits: `${what} ${span(now - Date.parse(callback.changedAt))} ago.`, next };
}

function outcome(callback) {
  switch (callback.outcome) {
    case 'SUCCESS': return 'the result';
    case 'FAILURE': return `the failure ${callback.error ?? ''}`.trim();
    case 'HEARTBEAT_TIMEOUT': return HEARTBEAT;
    case 'TIMEOUT': return TIMEOUT;
    case 'CANCEL': return 'Taskgate.Cancelled';
    default: return 'the outcome';
  }
}

const route = (callback) => `${callback.service}.${callback.operation}`;

/**
 * The effect of an action, before it is sent.
 * @param {'complete' | 'fail' | 'cancel' | 'redrive'} action
 */
export function effect(action, callback) {
  switch (action) {
    case 'complete': return 'SendTaskSuccess with this result. The execution continues.';
    case 'fail': return 'SendTaskFailure with this error. The execution handles it by its Retry and Catch, or fails.';
    case 'cancel': return callback.state === 'EARLY'
      ? 'The early answer is dropped. A task that registers later waits for a new answer.'
      : 'SendTaskFailure with Taskgate.Cancelled. The execution handles it by its Retry and Catch, or fails. The worker is told that its task has ended.';
    case 'redrive': return `The gateway repeats what is stuck in ${STATES[callback.state]?.word ?? callback.state}: the request, the report or the look into the execution's history. Nothing is sent twice that Step Functions has.`;
    default: return '';
  }
}
