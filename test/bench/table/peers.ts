import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import { html, render } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

/** A table of the same values in another way. */
export interface PeerTable {
  sort: (column: string) => void;
  destroy: () => void;
}

export type TablePeerName = 'htmlTable' | 'tanstack';

type MakePeer = (
  place: HTMLElement,
  runIds: readonly string[],
  columns: ReadonlyMap<string, Float64Array>,
) => PeerTable;

/** Pixels. */
const row = 24;
const column = 96;
/** Columns of the plain table: with all of them a page would hold a million cells. */
const plainColumns = 20;

/** A plain table of the document: all rows, the first columns. */
const htmlTable: MakePeer = (place, runIds, columns) => {
  const shown = [...columns.values()].slice(0, plainColumns);
  const table = document.createElement('table');
  table.style.cssText = `table-layout:fixed;width:${(shown.length + 1) * column}px;font-size:13px`;
  const body = table.createTBody();
  for (let index = 0; index < runIds.length; index += 1) {
    const line = body.insertRow();
    line.style.height = `${row}px`;
    line.insertCell().textContent = `run-${index}`;
    for (const values of shown) line.insertCell().textContent = String(values[index]);
  }
  place.append(table);
  return {
    sort: (id) => {
      const values = columns.get(id);
      const rows = [...body.rows];
      const order = rows.map((_, index) => index);
      order.sort((a, b) => (values?.[a] ?? 0) - (values?.[b] ?? 0));
      body.append(...order.flatMap((index) => rows[index] ?? []));
    },
    destroy: () => table.remove(),
  };
};

/**
 * Rows and columns virtual by the library that ours takes too, drawn as its examples do: each item
 * an element by its key.
 */
const tanstack: MakePeer = (place, runIds, columns) => {
  const shown = [...columns.values()];
  let order = runIds.map((_, index) => index);
  const common = {
    getScrollElement: () => place,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    overscan: 6,
  };
  const rows = new Virtualizer<HTMLElement, HTMLElement>({
    ...common,
    count: runIds.length,
    estimateSize: () => row,
    onChange: () => draw(),
  });
  const across = new Virtualizer<HTMLElement, HTMLElement>({
    ...common,
    horizontal: true,
    count: shown.length,
    estimateSize: () => column,
    onChange: () => draw(),
  });
  const cell = (index: number, at: { index: number; start: number }) =>
    html`<div
      style=${`position:absolute;height:${row}px;width:${column}px;transform:translateX(${at.start}px)`}
    >
      ${String(shown[at.index]?.[index])}
    </div>`;
  const draw = (): void => {
    render(
      html`<div
        style=${`position:relative;width:${across.getTotalSize()}px;height:${rows.getTotalSize()}px`}
      >
        ${repeat(
          rows.getVirtualItems(),
          ({ key }) => key,
          (item) =>
            html`<div style=${`position:absolute;transform:translateY(${item.start}px)`}>
              ${repeat(
                across.getVirtualItems(),
                ({ key }) => key,
                (at) => cell(order[item.index] ?? 0, at),
              )}
            </div>`,
        )}
      </div>`,
      place,
    );
  };
  const unmount = [rows._didMount(), across._didMount()];
  draw();
  rows._willUpdate();
  across._willUpdate();
  return {
    sort: (id) => {
      const values = columns.get(id);
      order = order.toSorted((a, b) => (values?.[a] ?? 0) - (values?.[b] ?? 0));
      draw();
    },
    destroy: () => {
      for (const end of unmount) end();
    },
  };
};

export const peers: Readonly<Record<TablePeerName, MakePeer>> = { htmlTable, tanstack };
