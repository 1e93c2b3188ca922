import { useEffect } from './ui.js';

/** The keys of all pages, for the help and the handlers. */
export const SHORTCUTS = [
  ['j / k', 'next / previous row'], ['Enter', 'open the row'], ['x', 'choose the row'], ['/', 'filter'], ['r', 'read again'],
  ['p', 'pause or resume updates'], ['g then o, c, u, r, b, t', 'go to a page'], ['Ctrl-K', 'command palette'], ['?', 'this help'], ['Esc', 'close'],
];

const isTyping = (target) => target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
const inDialog = () => document.querySelector('dialog[open]') !== null;

/**
 * Handles keys while no text is typed and no dialog is open. `Mod+k` works everywhere.
 * @param {Record<string, (event: KeyboardEvent) => void>} handlers by `KeyboardEvent.key`
 */
export function useKeys(handlers) {
  useEffect(() => {
    const pressed = (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k' && handlers['Mod+k']) {
        event.preventDefault();
        handlers['Mod+k'](event);
      } else if (!event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target) && !inDialog() && handlers[event.key]) {
        if (event.key === 'Enter' && event.target instanceof Element && event.target.closest('a, button, summary')) return;
        event.preventDefault();
        handlers[event.key](event);
      }
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  });
}
