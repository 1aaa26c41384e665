import { describe, expect, it } from 'vitest';
import { age, decimal, duration, grams, money, quantity } from '../src/shared/format';

describe('numbers as people read them', () => {
  it.each([
    [12, 'under a minute'],
    [1700, '28 min'],
    [3600, '1 h 00 min'],
    [14100, '3 h 55 min'],
    [3599, '1 h 00 min'],
    [400_000, '5 days'],
  ])('%i s is “%s”', (seconds, words) => expect(duration(seconds)).toBe(words));

  it('keeps the digits that matter', () => {
    expect([decimal(1.6000001), decimal(0), decimal(12.345)]).toEqual(['1.6', '0', '12.35']);
    expect([quantity(45, '°'), quantity(62, '%'), quantity(2, 'mm'), quantity(3, '')]).toEqual([
      '45°',
      '62 %',
      '2 mm',
      '3',
    ]);
    expect([grams(2.96), grams(117.4)]).toEqual(['3.0 g', '117 g']);
    expect([age(40), age(720), age(7300)]).toEqual(['40 s', '12 min', '2 h']);
    expect(money({ amount: '13.19', currency: 'EUR' })).toBe('€13.19');
  });
});
