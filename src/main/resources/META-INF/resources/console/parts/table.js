import { html, useEffect, useRef, useState } from '../lib/ui.js';
import { useKeys } from '../lib/keyboard.js';
import { go } from '../lib/router.js';

/**
 * A table whose rows are chosen by j and k and opened by Enter. On a narrow page each row is a card with the names of
 * its columns.
 * @param {{caption: string, columns: {name: string, cell: (row: any) => any}[], rows: any[],
 *   id: (row: any) => string, link?: (row: any) => string, dim?: (row: any) => boolean, picked?: Set<string>,
 *   onPick?: (id: string) => void}} props with onPick, rows can be picked
 */
export function Table({ caption, columns, rows, id, link, dim, picked, onPick }) {
  const [chosen, setChosen] = useState('');
  const body = useRef(null);
  const move = (step) => {
    if (rows.length === 0) return;
    const at = rows.findIndex((row) => id(row) === chosen);
    const next = at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step));
    setChosen(id(rows[next]));
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    x: () => chosen && onPick?.(chosen),
    Enter: () => {
      const row = rows.find((candidate) => id(candidate) === chosen);
      if (row && link) go(link(row));
    },
  });
  useEffect(() => {
    body.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return html`
    <table class="rows">
      <caption class="hidden">${caption}</caption>
      <thead><tr>${onPick && html`<th scope="col" class="pick"><span class="hidden">Chosen</span></th>`}${columns.map((column) => html`<th scope="col" key=${column.name} data-name=${column.name}>${column.name}</th>`)}</tr></thead>
      <tbody ref=${body}>
        ${rows.map((row) => html`
          <tr key=${id(row)} aria-current=${id(row) === chosen ? 'true' : null} class=${dim?.(row) ? 'dim' : ''}
              onClick=${(event) => link && !event.target.closest('a, button, input, summary') && !String(getSelection()) && go(link(row))}>
            ${onPick && html`<td class="pick" data-name="Chosen"><input type="checkbox" aria-label=${`Choose ${id(row)}`} checked=${picked.has(id(row))} onChange=${() => onPick(id(row))} /></td>`}
            ${columns.map((column) => html`<td key=${column.name} data-name=${column.name}>${column.cell(row)}</td>`)}
          </tr>`)}
      </tbody>
    </table>`;
}
