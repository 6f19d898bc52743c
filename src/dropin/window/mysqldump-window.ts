// How mysqldump locks: a snapshot takes the global read lock too where something must be of
// its very moment.

import { isAtLeast } from '../../model/server.js';
import { couldntExecute } from '../messages/failures.js';
import { warnOfStockGtids } from './gtid-warnings.js';
import { MysqlReplica } from './mysql-replica.js';
import type { ToolReporter } from '../messages/tool-reporter.js';
import { StockWindow } from './tool-window.js';
import type { RunContext } from '../../app/run/run-context.js';

const GTID_MODE = "SHOW VARIABLES LIKE 'gtid_mode'";

export class MysqldumpWindow extends StockWindow {
  protected readonly lockStatements: readonly string[] = [
    'FLUSH /*!40101 LOCAL */ TABLES',
    'FLUSH /*!40101 LOCAL */ TABLES WITH READ LOCK',
  ];
  protected readonly showLog: string;

  constructor(context: RunContext, tool: ToolReporter) {
    super(context, tool, new MysqlReplica(context, tool));
    this.showLog = isAtLeast(context.facts.version, 8, 2)
      ? 'SHOW BINARY LOG STATUS'
      : 'SHOW MASTER STATUS';
  }

  protected async prepare(): Promise<void> {
    await this.#chooseWords();
    const { control } = this.context;
    // Known before; but some character sets cannot even ask.
    await control.execute(GTID_MODE).catch((error: unknown) => {
      this.tool.failed(couldntExecute(GTID_MODE, error));
    });
  }

  async #chooseWords(): Promise<void> {
    const { control, facts, options } = this.context;
    const { outputAsVersion } = options.replication;
    if (!options.selection.events || !isAtLeast(facts.version, 8, 2)) return;
    const words = outputAsVersion === 'server' ? 'NONE' : 'BEFORE_8_2_0';
    await control
      .execute(`SET @@SESSION.terminology_use_previous = ${words}`)
      .catch(() =>
        this.tool.tell(' Warning: Could not set terminology mode for outputting events. '),
      );
  }

  protected locksAll(): boolean {
    const { facts, options } = this.context;
    const { setGtidPurged, sourceData } = options.replication;
    if (this.mode === 'lock-all-tables' || sourceData !== 0) return true;
    const tellsGtids = setGtidPurged !== 'off' && facts.gtidMode !== 'OFF';
    return this.isTransaction && (options.window.flushLogs || tellsGtids);
  }

  protected failFlush(error: unknown): void {
    this.tool.failed(this.refreshFailure(error));
  }

  protected started(): void {
    warnOfStockGtids(this.context, this.tool);
  }
}
