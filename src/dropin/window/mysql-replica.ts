// --dump-replica as mysqldump does it: the applier is stopped before the locks and started
// before the end. What ran is started again whatever happens: a guard sees to that.

import { serverErrno } from '../../mysql/protocol/server-error.js';
import type { Row } from '../../mysql/protocol/row.js';
import { replicaWords } from '../../mysql/server/coordinates.js';
import { isAtLeast } from '../../model/server.js';
import { SkipToEpilogue } from '../../app/run/personality.js';
import { couldntExecute } from '../messages/failures.js';
import { stopAppliers } from '../../app/window/applier-change.js';
import { ServerChanges } from '../../app/window/server-changes.js';
import type { ToolReporter } from '../messages/tool-reporter.js';
import type { StockReplica } from './tool-window.js';
import type { RunContext } from '../../app/run/run-context.js';

export class MysqlReplica implements StockReplica {
  readonly #context: RunContext;
  readonly #tool: ToolReporter;
  #changes: ServerChanges | undefined;
  /** By us, without a guard. */
  #isStopped = false;

  constructor(context: RunContext, tool: ToolReporter) {
    this.#context = context;
    this.#tool = tool;
  }

  async stop(): Promise<void> {
    const { control, options } = this.#context;
    const [row] = await this.#show();
    if (this.#running(row) === 'NO') return;
    // A crash of ours must not leave it standing still; where no undo can be kept, it may.
    const keepsUndo = row !== undefined && (await this.#prepareUndo());
    if (keepsUndo) {
      const context = { ...this.#context, connection: options.connection };
      this.#changes = await ServerChanges.begin(context, this.#context.fail);
      await this.#run(this.#word('STOP REPLICA SQL_THREAD'), () =>
        stopAppliers(this.#context, this.#changes as ServerChanges),
      );
      return;
    }
    const statement = this.#word('STOP REPLICA SQL_THREAD');
    await this.#run(statement, async () => {
      await control.execute(statement);
    });
    this.#isStopped = row !== undefined;
  }

  async #prepareUndo(): Promise<boolean> {
    return await this.#context.journal.prepare().then(
      () => true,
      () => false,
    );
  }

  async start(): Promise<void> {
    await this.close();
    const { control } = this.#context;
    const [row] = await this.#show();
    if (this.#running(row) === 'YES') return;
    const statement = this.#word('START REPLICA');
    try {
      await control.execute(statement);
    } catch (error) {
      this.#tool.failed(couldntExecute(statement, error));
      this.#tool.complain('Error: Unable to start replication');
      throw new SkipToEpilogue();
    }
  }

  async close(): Promise<void> {
    const changes = this.#changes;
    this.#changes = undefined;
    await changes?.revert();
    if (!this.#isStopped) return;
    this.#isStopped = false;
    const { control } = this.#context;
    const start = this.#word('START REPLICA SQL_THREAD');
    if (control.alive) await control.execute(start).catch(() => undefined);
  }

  async #show(): Promise<readonly Row[]> {
    const { control, facts } = this.#context;
    const { show } = replicaWords(facts);
    let rows: readonly Row[] = [];
    await this.#run(show, async () => {
      rows = await control.query(show);
    });
    return rows;
  }

  #running(row: Row | undefined): string | undefined {
    return row?.string(replicaWords(this.#context.facts).running).toUpperCase();
  }

  #word(statement: string): string {
    const isNew = isAtLeast(this.#context.facts.version, 8, 0, 23);
    return isNew ? statement : statement.replace('REPLICA', 'SLAVE');
  }

  async #run(statement: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (serverErrno(error) === undefined) throw error;
      this.#tool.failed(couldntExecute(statement, error));
      throw new SkipToEpilogue();
    }
  }
}
