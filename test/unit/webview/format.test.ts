import assert from 'node:assert/strict';
import {
  formatAgo,
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  shortDigest,
} from '../../../webview/shared/format.ts';

describe('formatting', () => {
  const numbers: readonly (readonly [number, string])[] = [
    [0, '0'],
    [-0, '0'],
    [7, '7'],
    [-12, '−12'],
    [0.3, '0.3'],
    [0.1 + 0.2, '0.3'],
    [0.973412, '0.97341'],
    [0.00012345678, '0.00012346'],
    [0.000012345678, '1.235e−5'],
    [3e-9, '3e−9'],
    [99.99999, '100'],
    [1234.5, '1,234.5'],
    [-1234.5678, '−1,234.6'],
    [123_456.7, '123,457'],
    [1_000_000, '1,000,000'],
    [3.14159e15, '3.142e15'],
    [Number.MAX_VALUE, '1.798e308'],
    [Number.NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
  ];
  for (const [value, text] of numbers) {
    it(`writes ${value} as ${text}`, () => assert.equal(formatNumber(value), text));
  }

  it('groups counts', () => assert.equal(formatCount(1_234_567), '1,234,567'));

  it('gives sizes in the unit that suits them', () => {
    const sizes = [0, 912, 1023, 1024, 1536, 18_243_914, 1024 ** 2 - 1, 91_238_441, 3 * 1024 ** 4];
    assert.deepEqual(
      sizes.map((size) => formatBytes(size)),
      ['0 B', '912 B', '1023 B', '1 KB', '1.5 KB', '17.4 MB', '1 MB', '87 MB', '3 TB'],
    );
    assert.equal(formatBytes(Number.NaN), '–');
  });

  it('gives durations in their two greatest units', () => {
    const spans = [-5, 0, 449, 9_999, 12_000, 187_400, 3_600_000, 7_509_000, 90_000_000];
    assert.deepEqual(
      spans.map((span) => formatDuration(span)),
      ['0 s', '0 s', '0.4 s', '9.9 s', '12 s', '3 min 7 s', '1 h 0 min', '2 h 5 min', '1 d 1 h'],
    );
  });

  it('says how long ago in the person’s language', () => {
    assert.equal(formatAgo(0, 180_000, 'en'), '3 minutes ago');
    assert.equal(formatAgo(0, 180_000, 'ko'), '3분 전');
    assert.equal(formatAgo(0, 26 * 3_600_000, 'en'), 'yesterday');
  });

  it('shortens digests', () => {
    assert.equal(shortDigest('sha256:9f86d081884c7d659a2f'), '9f86d08188');
    assert.equal(shortDigest('a1b2'), 'a1b2');
  });
});
