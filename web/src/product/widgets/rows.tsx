/** A list as a small table: rows are added, removed, pasted from a spreadsheet or loaded from a file. */

import { joined, split } from '../../rules/csv';
import { Typed } from '../../shared/typed';
import type { Column } from '../../wire/form';
import type { RowsField } from '../fields';
import type { Session } from '../session';
import { removeRow, words } from '../words';
import { describedBy, FieldFrame, ids } from './field';

export function Rows({ session, field }: { session: Session; field: RowsField }) {
  const rows = split(String(session.value(field)));
  const set = (next: readonly (readonly string[])[]) => session.set(field, joined(next.slice(0, field.most)));
  const fit = (row: readonly string[]) =>
    field.columns.map((column, at) => row[at] ?? blank(column, rows.at(-1)?.[at]));
  const change = (row: number, column: number, cell: string) =>
    set(rows.map((each, at) => (at === row ? fit(each).map((old, place) => (place === column ? cell : old)) : each)));
  /** Several cells at once go where the paste began; a single one is an ordinary paste. */
  const paste = (event: ClipboardEvent, from: number) => {
    const text = event.clipboardData?.getData('text') ?? '';
    if (!/[\n\t;]/.test(text.trim())) return;
    event.preventDefault();
    set([...rows.slice(0, from), ...split(text).map(fit), ...rows.slice(from + 1)]);
  };
  const load = async (file: File | undefined) => {
    if (file) set(split(await file.text()).map(fit));
  };
  return (
    <FieldFrame session={session} field={field} class="rows">
      <fieldset aria-describedby={describedBy(field)}>
        <legend>
          {field.title}{' '}
          <span class="count">
            {rows.length} of {field.most}
          </span>
        </legend>
        <table>
          <thead>
            <tr>
              {field.columns.map((column) => (
                <th key={column.name} scope="col">
                  {column.label}
                  {column.unit && <small> {column.unit}</small>}
                </th>
              ))}
              <th />
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <tr key={at}>
                {field.columns.map((column, place) => (
                  <td key={column.name}>
                    <Typed
                      id={at + place === 0 ? ids(field).control : undefined}
                      inputMode={column.kind === 'text' ? 'text' : 'decimal'}
                      aria-label={`${column.label}, row ${at + 1}`}
                      value={row[place] ?? ''}
                      read={(given) => change(at, place, given)}
                      onPaste={(event) => paste(event, at)}
                    />
                  </td>
                ))}
                <td>
                  <button
                    type="button"
                    class="quiet"
                    aria-label={removeRow(at + 1)}
                    disabled={rows.length <= 1}
                    onClick={() => set(rows.filter((_, each) => each !== at))}
                  >
                    ×
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <p class="bring">
          <button
            type="button"
            class="second"
            disabled={rows.length >= field.most}
            onClick={() => set([...rows, fit([])])}
          >
            {words.addRow}
          </button>
          <label class="second file">
            {words.loadList}
            <input
              type="file"
              class="hidden"
              accept=".csv,.txt,.tsv,text/csv,text/plain"
              onChange={(event) => void load(event.currentTarget.files?.[0])}
            />
          </label>
          <small>{words.pasteHint}</small>
        </p>
      </fieldset>
    </FieldFrame>
  );
}

/** What a new cell holds: what stood above it, or the least it may. */
function blank(column: Column, above: string | undefined): string {
  return above ?? (column.kind === 'text' ? 'A' : String(column.minimum ?? 0));
}
