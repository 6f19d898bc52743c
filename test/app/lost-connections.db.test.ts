// What the soak of broken connections found, each held by what it is said to be now: the
// status, the words, and a server as it was found.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Fault, FaultProxy } from '../soak/fault-proxy.js';
import { type Expected, type Outcome, TestBed } from '../soak/test-bed.js';
import { forEachFlavor } from '../support/suite.js';

forEachFlavor((flavor) => {
  let bed: TestBed;
  before(async () => {
    bed = await TestBed.start(flavor);
  });
  after(async () => {
    assert.deepEqual((await bed.stop()).complaints, []);
  });

  /** A dump whose connection breaks at the first such request. */
  async function breakAt(
    request: RegExp,
    fault: Fault,
    expected: Expected,
    { args = ['--threads=1'], terminate = false } = {},
  ): Promise<Outcome> {
    const proxy = await FaultProxy.start(bed.server, fault, { request });
    const dump = bed.start(proxy, [...args, '--ssl-mode=DISABLED']);
    if (terminate) void proxy.struck().then(() => dump.kill('SIGTERM'));
    const outcome = await dump.ended;
    assert.ok(proxy.strike !== undefined, `no such request: ${proxy.requests.join('\n')}`);
    if (fault.do === 'stall') proxy.close();
    assert.deepEqual(await bed.examine(outcome, expected), []);
    proxy.close();
    return outcome;
  }

  // Both were waited for without an end.
  for (const request of [/GET_LOCK\('tsdump.window', 0\)/, /1 FLUSH TABLES/]) {
    test(`SIGTERM ends a wait for a silent server at ${request.source}`, async () => {
      const stall: Fault = { do: 'stall' };
      await breakAt(request, stall, { codes: [143], cause: /SIGTERM/ }, { terminate: true });
    });
  }

  test('a network that is gone: 50 says what cannot be seen, and what came first', async () => {
    const gone: Fault = { do: 'cut', at: 'request', all: true };
    const { stderr } = await breakAt(/SHOW CREATE VIEW|SHOW FIELDS/, gone, { codes: [50] });
    assert.match(stderr, /may not be as it was found: cannot connect to .*ECONNREFUSED/);
    assert.match(
      stderr,
      /what came first: the (connection that holds the window|guard connection)/,
    );
  });

  test('a connection lost while it is prepared is not a character set refused', async () => {
    const cut: Fault = { do: 'cut', at: 'request' };
    const { stderr } = await breakAt(/SET NAMES/, cut, { codes: [14], cause: /lost connection/ });
    assert.doesNotMatch(stderr, /character-set/);
  });

  test('a guard lost at the lock is not a privilege that is missing', async () => {
    const cut: Fault = { do: 'cut', at: 'sent' };
    const { stderr } = await breakAt(/1 FLUSH TABLES/, cut, { codes: [12], cause: /lost/ });
    assert.doesNotMatch(stderr, /RELOAD/);
  });

  test('a lane lost behind its rows is a snapshot lost', async () => {
    const cut: Fault = { do: 'cut', at: 'request' };
    const args = ['--threads=2'];
    await breakAt(/FOUND_ROWS/, cut, { codes: [13], cause: /lost while reading/ }, { args });
  });

  test('a dump that gives up does not complain of its own threads', async () => {
    const cut: Fault = { do: 'cut', at: 'request' };
    const args = ['--threads=2'];
    const { stderr } = await breakAt(
      /@@lower_case_table_names/,
      cut,
      { codes: [13, 14] },
      { args },
    );
    assert.doesNotMatch(stderr, /thread/);
  });
});
