/** A template with one parameter of each kind, as the server describes it. */

import type { Property } from '../src/wire/form';
import type { Material } from '../src/wire/shop';

export const properties: Record<string, Property> = {
  text: {
    type: 'string',
    title: 'Words',
    default: 'ADA',
    maxLength: 5,
    'x-kind': 'text',
    'x-group': 'Letters',
    'x-order': 4,
  },
  width: {
    type: 'number',
    title: 'Width',
    default: 60,
    minimum: 30,
    maximum: 120,
    'x-kind': 'length',
    'x-unit': 'mm',
    'x-step': 0.5,
    'x-group': 'Size',
    'x-axis': 'x',
    'x-order': 0,
  },
  tilt: {
    type: 'number',
    title: 'Tilt',
    default: 0,
    minimum: -20,
    maximum: 20,
    'x-kind': 'angle',
    'x-unit': '°',
    'x-step': 1,
    'x-group': 'Size',
    'x-level': 'more',
    'x-order': 1,
  },
  slots: {
    type: 'integer',
    title: 'Slots',
    default: 3,
    minimum: 0,
    maximum: 8,
    'x-kind': 'count',
    'x-group': 'Size',
    'x-order': 2,
  },
  shape: {
    type: 'string',
    title: 'Shape',
    default: 'round',
    enum: ['round', 'pill'],
    'x-kind': 'choice',
    'x-group': 'Look',
    'x-options': [
      { value: 'round', title: 'Rounded', help: '' },
      { value: 'pill', title: 'Pill', help: 'half circles' },
    ],
    'x-order': 3,
  },
  hole: { type: 'boolean', title: 'Hole', default: true, 'x-kind': 'toggle', 'x-group': 'Look', 'x-order': 5 },
};

export const materials: Material[] = [
  {
    id: 'pla',
    title: 'PLA',
    help: '',
    colours: [
      { id: 'red', title: 'Red', hex: '#c00' },
      { id: 'blue', title: 'Blue', hex: '#00c' },
    ],
  },
  { id: 'petg', title: 'PETG', help: '', colours: [{ id: 'black', title: 'Black', hex: '#000' }] },
];
