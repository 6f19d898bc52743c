// What a manifest from anywhere must be before it is believed.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildManifestFile, parseManifestFile } from '../../src/archive/manifest-file.js';
import { parseManifest } from '../../src/archive/parse-manifest.js';
import { buildDump, SHOP } from './build-dump.js';

const { manifest } = await buildDump(SHOP);

type Loose = Record<string, unknown>;

function parse(change: (manifest: Loose, section: Loose, dump: Loose) => void): unknown {
  const loose = JSON.parse(JSON.stringify(manifest)) as Loose;
  const [section] = loose['sections'] as Loose[];
  change(loose, section as Loose, loose['dump'] as Loose);
  return parseManifest(Buffer.from(JSON.stringify(loose)));
}

describe('parseManifest', () => {
  test('takes what was written', () => {
    assert.deepEqual(
      parse(() => undefined),
      JSON.parse(JSON.stringify(manifest)),
    );
  });

  test('takes what it does not know', () => {
    parse((whole) => (whole['more'] = 1));
  });

  const wrong: readonly [string, Parameters<typeof parse>[0]][] = [
    ['format', (whole) => (whole['format'] = 'other')],
    ['version', (whole) => (whole['version'] = 2)],
    ['sections', (whole) => (whole['sections'] = {})],
    ['a section', (whole) => (whole['sections'] = [null])],
    ['dump', (whole) => delete whole['dump']],
    ['codec', (_whole, _section, dump) => (dump['codec'] = 'lz4')],
    ['coordinates', (_whole, _section, dump) => (dump['coordinates'] = {})],
    ['server', (_whole, _section, dump) => (dump['server'] = 'db1')],
    ['kind', (_whole, section) => delete section['kind']],
    ['rows', (_whole, section) => (section['rows'] = -1)],
    ['rows', (_whole, section) => (section['rows'] = 1e300)],
    ['schema', (_whole, section) => (section['schema'] = ['a'])],
    ['chunk', (_whole, section) => (section['chunk'] = 0.5)],
    ['frames', (_whole, section) => (section['frames'] = 'none')],
    ['a frame', (_whole, section) => (section['frames'] = [{ sqlBytes: 1 }])],
    ['a frame', (_whole, section) => (section['frames'] = [{ sqlBytes: '1', storedBytes: 1 }])],
    ['sha256', (_whole, section) => delete section['sha256']],
    ...['../a', '/etc/passwd', '..', '.', '', 'a/b', 'a\0'].map(
      (file): [string, Parameters<typeof parse>[0]] => [
        `file ${JSON.stringify(file)}`,
        (_whole, section) => (section['file'] = file),
      ],
    ),
  ];
  for (const [name, change] of wrong) {
    test(`refuses a wrong ${name}`, () => {
      assert.throws(() => parse(change), { code: 'dump-unreadable' });
    });
  }

  test('refuses what is not JSON in UTF-8', () => {
    for (const text of ['', '{', '[]', 'null', '"\xff"'])
      assert.throws(() => parseManifest(Buffer.from(text, 'latin1')), { code: 'dump-unreadable' });
  });
});

describe('manifest.json', () => {
  test('is JSON, and what was written', () => {
    const bytes = Buffer.from(buildManifestFile(manifest));
    assert.deepEqual(parseManifestFile(bytes), JSON.parse(JSON.stringify(manifest)));
    const { sha256, ...rest } = JSON.parse(bytes.toString()) as Loose;
    assert.equal(typeof sha256, 'string');
    assert.deepEqual(rest, JSON.parse(JSON.stringify(manifest)));
  });

  test('with any bit changed, or cut off anywhere, is not believed', () => {
    const bytes = Buffer.from(buildManifestFile(manifest));
    for (let at = 0; at < bytes.length; at++) {
      assert.throws(() => parseManifestFile(bytes.subarray(0, at)), { code: 'dump-unreadable' });
      const bit = 1 << (at % 8);
      bytes[at] = (bytes[at] as number) ^ bit;
      assert.throws(() => parseManifestFile(bytes), { code: 'dump-unreadable' }, `byte ${at}`);
      bytes[at] = (bytes[at] as number) ^ bit;
    }
  });
});
