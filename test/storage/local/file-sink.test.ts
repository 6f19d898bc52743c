// What is on disk before, during and after, and when writing fails.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openFileSink } from '../../../src/storage/local/file-sink.js';
import { makeTemporaryFolder } from '../../support/child-process.js';
import { buildPattern } from '../pattern.js';

describe('file sink', () => {
  it('shows the dump under its name only once it is committed, mode 0600', async () => {
    const folder = makeTemporaryFolder('file');
    const path = join(folder, 'dump.sql.zst');
    writeFileSync(path, 'yesterday', { mode: 0o644 });
    const sink = await openFileSink(path);
    await sink.write(Buffer.from('today'));
    assert.equal(readFileSync(path, 'utf8'), 'yesterday');
    const partial = readdirSync(folder).find((name) => name !== 'dump.sql.zst') ?? '';
    assert.match(partial, new RegExp(`^dump\\.sql\\.zst\\.${process.pid}\\.[0-9a-f]+\\.partial$`));
    assert.equal(statSync(join(folder, partial)).mode & 0o777, 0o600);
    await sink.commit();
    assert.deepEqual(readdirSync(folder), ['dump.sql.zst']);
    assert.equal(readFileSync(path, 'utf8'), 'today');
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('abort leaves nothing, and an older dump as it was', async () => {
    const folder = makeTemporaryFolder('file');
    const path = join(folder, 'dump.sql');
    writeFileSync(path, 'yesterday');
    const sink = await openFileSink(path);
    await sink.write(Buffer.from('today'));
    await sink.abort();
    assert.deepEqual(readdirSync(folder), ['dump.sql']);
    assert.equal(readFileSync(path, 'utf8'), 'yesterday');
  });

  it('an abort while the commit runs leaves a whole dump or none', async () => {
    const folder = makeTemporaryFolder('file');
    const path = join(folder, 'dump.sql');
    const sink = await openFileSink(path);
    await sink.write(Buffer.from('whole'));
    const committed = sink.commit().then(
      () => true,
      () => false,
    );
    await sink.abort();
    assert.deepEqual(readdirSync(folder), (await committed) ? ['dump.sql'] : []);
  });

  it('a failed rename fails the dump and leaves no partial file', async () => {
    const folder = makeTemporaryFolder('file');
    const path = join(folder, 'dump.sql');
    const sink = await openFileSink(path);
    await sink.write(Buffer.from('today'));
    mkdirSync(path);
    await assert.rejects(sink.commit(), { code: 'write-failed', message: /rename .*EISDIR/ });
    assert.deepEqual(readdirSync(folder), ['dump.sql']);
  });

  it('writes through a symbolic link, which stays one', async () => {
    const folder = makeTemporaryFolder('file');
    mkdirSync(join(folder, 'far'));
    writeFileSync(join(folder, 'far', 'dump.sql'), 'yesterday');
    symlinkSync('far/dump.sql', join(folder, 'latest.sql'));
    const sink = await openFileSink(join(folder, 'latest.sql'));
    await sink.write(Buffer.from('today'));
    await sink.commit();
    assert.deepEqual(readdirSync(folder).sort(), ['far', 'latest.sql']);
    assert.equal(readFileSync(join(folder, 'far', 'dump.sql'), 'utf8'), 'today');
  });

  it('refuses what cannot be written, before anything is', async () => {
    const folder = makeTemporaryFolder('file');
    symlinkSync('nowhere', join(folder, 'dangling'));
    const paths = [
      folder,
      `${join(folder, 'new')}/`,
      join(folder, 'missing', 'dump.sql'),
      join(folder, 'dangling'),
      join(folder, 'x'.repeat(250)),
      '/dev/fd/987',
    ];
    for (const path of paths) {
      await assert.rejects(openFileSink(path), { code: 'sink-refused' }, path);
    }
    assert.deepEqual(readdirSync(folder), ['dangling']);
  });

  it('writes to a device directly: a full one fails, the null one takes it', async () => {
    const full = await openFileSink('/dev/full');
    await assert.rejects(full.write(Buffer.from('x')), { code: 'write-failed', message: /ENOSPC/ });
    await assert.rejects(full.commit(), { code: 'write-failed', message: /ENOSPC/ });
    await full.abort();
    const none = await openFileSink('/dev/null');
    await none.write(buildPattern(3_000_000));
    await none.commit();
    assert.ok(statSync('/dev/null').isCharacterDevice());
  });

  it('a disk that fills up fails the dump and is given back its space', async (t) => {
    const disk = makeTemporaryFolder('disk');
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]);
    if (mounted.status !== 0) {
      t.skip('NOT TESTED: only root can mount the small disk this needs');
      return;
    }
    try {
      writeFileSync(join(disk, 'dump.sql'), 'yesterday');
      const sink = await openFileSink(join(disk, 'dump.sql'));
      const pattern = buildPattern(100_000);
      await sink.write(pattern);
      await sink.write(pattern);
      // This one is cut short by the system before the next one is refused.
      const failed = { code: 'write-failed', message: /cannot write ".*dump\.sql": ENOSPC/ };
      await assert.rejects(sink.write(pattern), failed);
      assert.deepEqual(readdirSync(disk), ['dump.sql']);
      await assert.rejects(sink.write(Buffer.from('x')), failed);
      await assert.rejects(sink.commit(), failed);
      await sink.abort();
      assert.equal(readFileSync(join(disk, 'dump.sql'), 'utf8'), 'yesterday');
    } finally {
      // Lazily: a sink that failed the test may still be open.
      spawnSync('umount', ['-l', disk]);
    }
  });
});
