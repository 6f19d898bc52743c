// How mariadb-dump locks: its snapshot knows its own position in the binary log.

import { StockStatus } from '../messages/failures.js';
import { MariadbReplica } from './mariadb-replica.js';
import type { ToolReporter } from '../messages/tool-reporter.js';
import { StockWindow } from './tool-window.js';
import type { RunContext } from '../../app/run/run-context.js';

export class MariadbDumpWindow extends StockWindow {
  protected readonly lockStatements: readonly string[] = [
    'FLUSH /*!40101 LOCAL */ TABLES',
    'FLUSH TABLES WITH READ LOCK',
  ];
  protected readonly showLog = 'SHOW MASTER STATUS';

  constructor(context: RunContext, tool: ToolReporter) {
    super(context, tool, new MariadbReplica(context, tool));
  }

  protected async prepare(): Promise<void> {}

  protected locksAll(): boolean {
    if (this.mode === 'lock-all-tables') return true;
    return this.isTransaction && this.context.options.window.flushLogs;
  }

  /** Ends the dump, forced or not, with its footer. */
  protected failFlush(error: unknown): void {
    const complaint = 'Flush logs or delete master logs failure in server ';
    this.tool.tell(complaint);
    this.tool.failed({
      error,
      complaint,
      status: StockStatus.server,
      told: true,
      endsDump: false,
    });
  }

  protected started(): void {}
}
