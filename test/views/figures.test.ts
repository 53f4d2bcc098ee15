import { describe, expect, test } from 'vitest';
import type { Estimate } from '../../src/domain/report.ts';
import {
  beforeNumber,
  count,
  duration,
  inUnit,
  interval,
  megabytes,
  plain,
  signed,
} from '../../src/views/parts/figures.ts';

const estimate = (over: Partial<Estimate>): Estimate => ({
  id: 'x',
  label: 'x',
  value: 0.592,
  lower: 0.503,
  upper: 0.676,
  n: 120,
  method: '',
  unit: 'share',
  floor: 0.5,
  ...over,
});

describe('interval', () => {
  test('a share has its unit once', () => expect(interval(estimate({}))).toBe('50–68%'));
  test('a share below nothing has a real minus, and no dash beside it', () =>
    expect(interval(estimate({ lower: -0.03, upper: 0.094 }))).toBe('−3 to 9%'));
  test('a score has a real minus and a plus', () =>
    expect(interval(estimate({ unit: 'score', lower: -0.254, upper: 0.1 }))).toBe('−0.25 to +0.10'));
  test('without bounds there is none', () => expect(interval(estimate({ lower: null }))).toBe(''));
});

describe('inUnit', () => {
  test.each([
    [0.592, 'share', '59%'],
    [-0.034, 'share', '−3%'],
    [-0.004, 'share', '0%'],
    [-1.5, 'nats', '−1.50 nats'],
    [0.3, 'correlation', '+0.30'],
  ] as const)('%d as %s is %s', (value, unit, text) => expect(inUnit(value, unit)).toBe(text));
});

test('signed and plain, something that rounds to zero: no sign', () => {
  expect([signed(-0.001), signed(0.001), plain(-0.001)]).toEqual(['0.00', '0.00', '0.00']);
});

test.each([
  [0.4, '0 s'],
  [59.6, '1 min 0 s'],
  [200, '3 min 20 s'],
  [7500, '2 h 5 min'],
])('duration of %d seconds is %s', (seconds, text) => expect(duration(seconds)).toBe(text));

test('megabytes, small and large', () => {
  expect([0, 483, 4_650_608, 134_000_000, 999_600_000, 1_240_000_000, 24_000_000_000].map(megabytes)).toEqual([
    '0 MB',
    '1 kB',
    '4.7 MB',
    '134 MB',
    '1.00 GB',
    '1.24 GB',
    '24.0 GB',
  ]);
});

test('count, one and many', () => expect([count(1, 'item'), count(1200, 'item')]).toEqual(['1 item', '1,200 items']));

test('beforeNumber sets apart what is written from right to left, and adds nothing to other scripts', () => {
  expect(beforeNumber('\u0623\u062d\u0628')).toBe('\u2068\u0623\u062d\u0628\u2069');
  expect(['kill time', '\u6740\u65f6\u95f4'].map(beforeNumber)).toEqual(['kill time', '\u6740\u65f6\u95f4']);
});
