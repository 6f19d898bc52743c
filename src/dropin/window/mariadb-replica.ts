// --dump-slave as mariadb-dump does it: all appliers that run are stopped before the locks
// and started before the end. A guard starts them whatever happens.

import { serverErrno } from '../../mysql/protocol/server-error.js';
import type { Row } from '../../mysql/protocol/row.js';
import { SkipToEpilogue } from '../../app/run/personality.js';
import { couldntExecute } from '../messages/failures.js';
import { stopAppliers } from '../../app/window/applier-change.js';
import { ServerChanges } from '../../app/window/server-changes.js';
import type { ToolReporter } from '../messages/tool-reporter.js';
import type { StockReplica } from './tool-window.js';
import type { RunContext } from '../../app/run/run-context.js';

const SHOW = 'SHOW ALL SLAVES STATUS';

export class MariadbReplica implements StockReplica {
  readonly #context: RunContext;
  readonly #tool: ToolReporter;
  #changes: ServerChanges | undefined;

  constructor(context: RunContext, tool: ToolReporter) {
    this.#context = context;
    this.#tool = tool;
  }

  async stop(): Promise<void> {
    const { control, options } = this.#context;
    const rows = await this.#run(SHOW, () => control.query(SHOW));
    const [running] = rows.filter(isRunning);
    if (running === undefined) return;
    const context = { ...this.#context, connection: options.connection };
    const changes = await ServerChanges.begin(context, this.#context.fail);
    this.#changes = changes;
    const statement = `STOP SLAVE '${running.string('Connection_name')}' SQL_THREAD`;
    await this.#run(statement, () => stopAppliers(this.#context, changes));
  }

  async start(): Promise<void> {
    await this.close();
  }

  async close(): Promise<void> {
    const changes = this.#changes;
    this.#changes = undefined;
    await changes?.revert();
  }

  async #run<Result>(statement: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (serverErrno(error) === undefined) throw error;
      this.#tool.failed(couldntExecute(statement, error));
      throw new SkipToEpilogue();
    }
  }
}

function isRunning(row: Row): boolean {
  return row.string('Slave_SQL_Running') !== 'No';
}
