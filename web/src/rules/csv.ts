/** Lists as text: one row to a line, commas between cells, quotes where a cell holds one of these. */

/** Reads what the server wrote, or what a spreadsheet put on the clipboard. */
export function split(text: string): string[][] {
  const lines = text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const mark = ['\t', ';'].find((each) => lines.length > 0 && lines.every((line) => line.includes(each))) ?? ',';
  return lines.map((line) => cells(line, mark));
}

/** Writes rows as the server does: quotes only where they are needed. */
export function joined(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(written).join(',')).join('\n');
}

function cells(line: string, mark: string): string[] {
  const found: string[] = [];
  let cell = '';
  let quoted = false;
  let begun = false; // whether anything of this cell was read: a quote only opens one at its beginning
  for (let at = 0; at < line.length; at++) {
    const one = line.charAt(at);
    if (quoted) {
      if (one !== '"') cell += one;
      else if (line[at + 1] === '"') {
        cell += '"';
        at++;
      } else quoted = false;
    } else if (one === '"' && !begun) quoted = begun = true;
    else if (one === mark) {
      found.push(cell.trim());
      cell = '';
      begun = false;
    } else if (one !== ' ' || begun) {
      cell += one;
      begun = true;
    }
  }
  return [...found, cell.trim()];
}

function written(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell;
}
