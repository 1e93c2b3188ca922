/** The states of a callback: a word, a sentence, a tone (a colour of the style sheet) and an icon of 16 x 16. */
export const STATES = {
  EARLY: { word: 'Early', tone: 'info', path: 'M8 2v6H2M8 8l5 5', about: 'An answer came before its task was registered.' },
  PENDING: { word: 'Pending', tone: 'wait', path: 'M8 2a6 6 0 1 0 .01 0M8 5v3l2.5 1.5', about: 'The answer is awaited.' },
  SETTLING: { word: 'Settling', tone: 'wait', path: 'M13 5A6 6 0 0 0 3 6M3 2v4h4M3 11a6 6 0 0 0 10-1M13 14v-4H9', about: 'The outcome is being reported to Step Functions.' },
  DELIVERED: { word: 'Delivered', tone: 'good', path: 'M3 8.5 6.5 12 13 4.5', about: 'Step Functions has accepted the outcome.' },
  CLOSED: { word: 'Closed', tone: 'quiet', path: 'M3 3h10v10H3zM6 8h4', about: 'The task had ended before an outcome was reported.' },
  REJECTED: { word: 'Rejected', tone: 'bad', path: 'M4 4l8 8M12 4l-8 8', about: 'Step Functions has rejected the outcome.' },
  AMBIGUOUS: { word: 'Ambiguous', tone: 'warn', path: 'M5.5 6a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .7-1 1.7M8 13v.1', about: 'It is not known whether Step Functions has the outcome.' },
  EXPIRED: { word: 'Expired', tone: 'warn', path: 'M4 2h8M4 14h8M5 2c0 4 6 8 6 12M11 2c0 4-6 8-6 12', about: 'The time to deliver the outcome has passed.' },
  CANCELLED: { word: 'Cancelled', tone: 'quiet', path: 'M8 2a6 6 0 1 0 .01 0M4 12l8-8', about: 'An operator has cancelled it.' },
};

export const BATCH_STATES = {
  RUNNING: STATES.PENDING,
  SETTLING: STATES.SETTLING,
  SUCCEEDED: { ...STATES.DELIVERED, word: 'Succeeded' },
  FAILED: { ...STATES.REJECTED, word: 'Failed' },
  ABORTED: { ...STATES.CANCELLED, word: 'Aborted' },
};

/** @param {string} state */
export const isOpen = (state) => state === 'PENDING' || state === 'SETTLING' || state === 'EARLY' || state === 'AMBIGUOUS';
