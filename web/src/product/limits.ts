/** What a value may be, and the words for one that was something else. */

import { joined, split } from '../rules/csv';
import { quantity } from '../shared/format';
import type { Value } from '../wire/basics';
import type { Field, NumberField } from './fields';

/** A value that may be used, and what to tell the customer when it is not the one they gave. */
export interface Committed {
  value: Value;
  words: string | null;
}

/** The nearest value on the field's grid, which starts at its minimum. */
export function snapped(field: NumberField, value: number): number {
  const steps = Math.floor((field.maximum - field.minimum) / field.step + 1e-9);
  const step = Math.min(Math.max(Math.round((value - field.minimum) / field.step), 0), steps);
  return Number((field.minimum + step * field.step).toFixed(6));
}

/** Reads what a person typed or an address carried; `current` stays when it cannot be used at all. */
export function commit(field: Field, given: string, current: Value): Committed {
  switch (field.kind) {
    case 'slider':
    case 'stepper':
      return commitNumber(field, given, current);
    case 'text':
      return commitText(given, field.maxLength);
    case 'switch':
      return commitSwitch(given, current);
    case 'choice': {
      const option = field.options.find((each) => String(each.value) === given);
      if (option) return { value: option.value, words: null };
      return { value: current, words: `“${given}” is not one of the choices.` };
    }
    case 'artwork':
      if (field.samples.includes(given) || /^[0-9a-f]{64}$/.test(given)) return { value: given, words: null };
      return { value: current, words: 'There is no such picture.' };
    case 'rows':
      return { value: joined(split(given)), words: null };
  }
}

function commitNumber(field: NumberField, given: string, current: Value): Committed {
  const typed = given.trim().replace(field.unit, '').trim().replace(',', '.');
  const show = (value: number) => quantity(value, field.unit);
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(typed)) {
    return { value: current, words: `“${given.trim()}” is not a number. It stays ${show(Number(current))}.` };
  }
  const wanted = Number(typed);
  const value = snapped(field, wanted);
  if (wanted > field.maximum)
    return { value, words: `The most is ${show(field.maximum)}, so it is ${show(value)} now.` };
  if (wanted < field.minimum)
    return { value, words: `The least is ${show(field.minimum)}, so it is ${show(value)} now.` };
  if (Math.abs(wanted - value) > 1e-6)
    return { value, words: `It goes in steps of ${show(field.step)}: ${show(value)} now.` };
  return { value, words: null };
}

function commitText(given: string, maximum: number): Committed {
  // Counted in whole characters: an emoji or a rare letter is one, as it is on the server.
  const characters = [...given];
  if (characters.length <= maximum) return { value: given, words: null };
  return {
    value: characters.slice(0, maximum).join(''),
    words: `${maximum} characters at most: the rest was left out.`,
  };
}

function commitSwitch(given: string, current: Value): Committed {
  if (['true', '1', 'on', 'yes'].includes(given)) return { value: true, words: null };
  if (['false', '0', 'off', 'no'].includes(given)) return { value: false, words: null };
  return { value: current, words: `“${given}” is neither on nor off.` };
}
