import { apiKey, onSession } from './session.js';

/**
 * The server-sent events of `GET /v1/stream`. They are read with fetch, because EventSource can't send the API key in a
 * header. Without the endpoint, pages are updated by their intervals only.
 */
const SOON = 400;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30000;
const listeners = new Set();
const watchers = new Set();
let lastId = '';
let status = 'off';
let running;
let timer;

/** @param {() => void} listener is called soon after changes, once for many @returns {() => void} */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @param {(status: string) => void} watcher of 'off' | 'live' | 'lost' | 'absent' @returns {() => void} */
export function onStreamStatus(watcher) {
  watchers.add(watcher);
  watcher(status);
  return () => watchers.delete(watcher);
}

/** Opens the stream, and again when it ends, until the session ends. */
export function startStream() {
  onSession(() => {
    running?.abort();
    running = undefined;
    lastId = '';
    if (apiKey()) run();
  });
  if (apiKey()) run();
}

async function run() {
  const control = new AbortController();
  running = control;
  let pause = FIRST_PAUSE;
  while (!control.signal.aborted) {
    try {
      const opened = await open(control.signal);
      if (!opened) return tell('absent');
      pause = FIRST_PAUSE;
    } catch {
      // The connection was lost; the next one resumes behind the last event.
    }
    if (control.signal.aborted) return undefined;
    tell('lost');
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(LONGEST_PAUSE, pause * 2);
  }
  return undefined;
}

/** @returns {Promise<boolean>} false if the gateway has no stream for this caller */
async function open(signal) {
  const headers = { Accept: 'text/event-stream, application/json;q=0.5', 'X-Api-Key': apiKey() };
  if (lastId) headers['Last-Event-ID'] = lastId;
  const response = await fetch('/v1/stream', { headers, signal, cache: 'no-store', credentials: 'omit' });
  if ([401, 403, 404, 405, 406].includes(response.status)) return false;
  if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
  tell('live');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return true;
    const blocks = (rest + value).replaceAll('\r\n', '\n').split('\n\n');
    rest = blocks.pop() ?? '';
    blocks.forEach(receive);
  }
}

function receive(block) {
  const lines = block.split('\n').filter((line) => !line.startsWith(':'));
  const id = lines.find((line) => line.startsWith('id:'));
  if (id) lastId = id.slice(3).trim();
  if (lines.some((line) => line.startsWith('data:'))) changed();
}

function changed() {
  timer ??= setTimeout(() => {
    timer = undefined;
    listeners.forEach((listener) => listener());
  }, SOON);
}

function tell(next) {
  status = next;
  watchers.forEach((watcher) => watcher(next));
}
