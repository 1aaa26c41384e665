/** Sums, comparisons and conditions over a form's values: the trees that templates are sent with. */

import type { Value, Values } from '../wire/basics';
import type { Term } from '../wire/form';
import { split } from './csv';

/** How far the letters of a typeface reach and how thin its strokes are, in heights of a capital letter. */
export interface Metrics {
  capital: number;
  stroke: number;
  advances: Readonly<Record<string, number>>;
}

/** All that a term may speak of. */
export interface Facts {
  values: Values;
  /** The printer's numbers by name. */
  limits: Readonly<Record<string, number>>;
  typefaces: Readonly<Record<string, Metrics | undefined>>;
  /** Field → device → dimension → mm. */
  devices: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;
  /** Field of rows → its columns. */
  columns: Readonly<Record<string, readonly string[]>>;
}

/** A term asks for something that is not here, such as a typeface that is still on its way. */
export class Unknown extends Error {}

export function settled(part: Term | Value, facts: Facts): Value {
  return Array.isArray(part) ? of(part as Term, facts) : (part as Value);
}

/** The typefaces that a term will ask for, as far as the values tell. */
export function typefacesOf(term: Term | Value, facts: Facts): string[] {
  if (!Array.isArray(term)) return [];
  const [verb, ...parts] = term as Term;
  const own = { text_length: parts[1], stroke_width: parts[0], widest: parts[2] }[verb as 'widest'];
  const here = own === undefined ? [] : [String(settled(own, facts))];
  return [...here, ...parts.flatMap((part) => typefacesOf(part, facts))];
}

function of([verb, ...parts]: Term, facts: Facts): Value {
  const one = () => number(parts[0], facts);
  const other = () => number(parts[1], facts);
  const name = String(parts[0]);
  switch (verb) {
    case 'value':
      return known(facts.values[name], name);
    case 'entry':
      return known(facts.devices[name]?.[String(facts.values[name])]?.[String(parts[1])], name);
    case 'limit':
      return known(facts.limits[name], name);
    case '+':
      return one() + other();
    case '-':
      return one() - other();
    case '*':
      return one() * other();
    case '/': {
      // A limit divided by nothing is no limit.
      const divisor = other();
      return divisor === 0 ? Infinity : one() / divisor;
    }
    case '<':
      return one() < other();
    case '<=':
      return one() <= other();
    case '>':
      return one() > other();
    case '>=':
      return one() >= other();
    case '==':
      return part(parts, 0, facts) === part(parts, 1, facts);
    case '!=':
      return part(parts, 0, facts) !== part(parts, 1, facts);
    case 'and':
      return truth(part(parts, 0, facts)) && truth(part(parts, 1, facts));
    case 'or':
      return truth(part(parts, 0, facts)) || truth(part(parts, 1, facts));
    case 'not':
      return !truth(part(parts, 0, facts));
    case 'min':
      return Math.min(...parts.map((each) => number(each, facts)));
    case 'max':
      return Math.max(...parts.map((each) => number(each, facts)));
    case 'root':
      return Math.sqrt(Math.max(one(), 0));
    case 'floor':
      return Math.floor(one());
    case 'when':
      return part(parts, truth(part(parts, 0, facts)) ? 1 : 2, facts);
    case 'text_length':
      return reach(String(part(parts, 0, facts)), String(part(parts, 1, facts)), facts);
    case 'stroke_width':
      return metrics(String(part(parts, 0, facts)), facts).stroke;
    case 'characters':
      return [...String(part(parts, 0, facts))].length;
    case 'most':
      return Math.max(...numbers(name, String(parts[1]), facts));
    case 'least':
      return Math.min(...numbers(name, String(parts[1]), facts));
    case 'total':
      return numbers(name, String(parts[1]), facts).reduce((sum, each) => sum + each, 0);
    case 'widest': {
      const face = String(part(parts, 2, facts));
      return Math.max(...column(name, String(parts[1]), facts).map((cell) => reach(cell, face, facts)));
    }
    default:
      throw new Unknown(`no page knows how to ${verb}`);
  }
}

function part(parts: readonly (Term | Value)[], at: number, facts: Facts): Value {
  return settled(known(parts[at], `part ${at}`), facts);
}

function number(term: Term | Value | undefined, facts: Facts): number {
  return Number(settled(known(term, 'a number'), facts));
}

function truth(value: Value): boolean {
  return Boolean(value);
}

function known<T>(found: T | undefined, name: string): T {
  if (found === undefined) throw new Unknown(name);
  return found;
}

function metrics(face: string, facts: Facts): Metrics {
  return known(facts.typefaces[face], face);
}

/** Added up in the order of the characters, so that the sum is the server's to the last bit. */
function reach(text: string, face: string, facts: Facts): number {
  const { advances } = metrics(face, facts);
  return [...text].reduce((sum, each) => sum + known(advances[each], each), 0);
}

function column(name: string, title: string, facts: Facts): string[] {
  const place = (facts.columns[name] ?? []).indexOf(title);
  return split(String(facts.values[name])).map((row) => row[place] ?? '');
}

function numbers(name: string, title: string, facts: Facts): number[] {
  return column(name, title, facts).map(Number);
}
