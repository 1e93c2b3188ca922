const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (number) => String(number).padStart(2, '0');

/** A countdown: `3:12`, `1:03:12`, `2 d 4 h`. @param {number} millis */
export function countdown(millis) {
  const seconds = Math.max(0, Math.floor(millis / SECOND));
  if (seconds >= 2 * 86400) return `${Math.floor(seconds / 86400)} d ${Math.floor((seconds % 86400) / 3600)} h`;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A span in words: `40 s`, `12 min`, `3 h 20 min`, `5 d`. @param {number} millis */
export function span(millis) {
  const length = Math.max(0, millis);
  if (length < SECOND) return `${Math.round(length)} ms`;
  if (length < MINUTE) return `${Math.floor(length / SECOND)} s`;
  if (length < HOUR) return `${Math.floor(length / MINUTE)} min`;
  if (length < DAY) return parts(Math.floor(length / HOUR), 'h', Math.floor((length % HOUR) / MINUTE), 'min');
  return parts(Math.floor(length / DAY), 'd', Math.floor((length % DAY) / HOUR), 'h');
}

const parts = (more, unit, less, smaller) => (less > 0 ? `${more} ${unit} ${less} ${smaller}` : `${more} ${unit}`);

/** @param {string} [iso] @param {number} now */
export const ago = (iso, now) => (iso ? `${span(now - Date.parse(iso))} ago` : '');

/** A time of day, with the date if it is another day. @param {string} iso */
export function clock(iso, now = Date.now()) {
  const time = new Date(iso);
  const day = time.toDateString() === new Date(now).toDateString() ? '' : `${date(time)} `;
  return `${day}${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

const date = (time) => `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;

/** @param {number} [count] bytes */
export function bytes(count) {
  if (count === undefined || count === null) return '';
  if (count < 1024) return `${count} B`;
  if (count < 1024 * 1024) return `${(count / 1024).toFixed(count < 10240 ? 1 : 0)} KiB`;
  return `${(count / 1024 / 1024).toFixed(1)} MiB`;
}

/** @param {number} [count] */
export const number = (count) => (count === undefined || count === null ? '–' : count.toLocaleString('en'));

/** Milliseconds of an ISO 8601 duration such as `PT1M30S`. @param {string} [iso] */
export function isoMillis(iso) {
  const found = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(iso ?? '');
  if (!found) return undefined;
  const [, days, hours, minutes, seconds] = found.map((part) => Number(part ?? 0));
  return days * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND;
}

/** The name at the end of an ARN. @param {string} [arn] */
export const arnName = (arn) => (arn ? arn.split(':').slice(6).join(':') || arn : '');
