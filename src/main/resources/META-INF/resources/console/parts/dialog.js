import { html, useEffect, useRef } from '../lib/ui.js';

/** A modal dialog of the browser: it keeps the focus, and Esc closes it. */
export function Dialog({ title, onClose, children, kind = '' }) {
  const dialog = useRef(null);
  useEffect(() => {
    const opened = dialog.current;
    const before = document.activeElement;
    opened.showModal();
    return () => {
      opened.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return html`<dialog ref=${dialog} class=${`dialog ${kind}`} aria-label=${title}
      onCancel=${(event) => { event.preventDefault(); onClose(); }}
      onClick=${(event) => event.target === dialog.current && onClose()}>
    <div class="dialog-body"><h2>${title}</h2>${children}</div></dialog>`;
}
