// How mariadb-dump locks: its snapshot knows its own position in the binary log.

import { StockStatus } from '../../schema/text/object-failure.js';
import { MariadbReplica } from './mariadb-replica.js';
import { StockWindow } from './tool-window.js';
import type { WindowContext } from '../../app/window/control.js';

export class MariadbDumpWindow extends StockWindow {
  protected readonly lockStatements: readonly string[] = [
    'FLUSH /*!40101 LOCAL */ TABLES',
    'FLUSH TABLES WITH READ LOCK',
  ];
  protected readonly showLog = 'SHOW MASTER STATUS';

  constructor(context: WindowContext) {
    super(context, new MariadbReplica(context));
  }

  protected async prepare(): Promise<void> {}

  protected locksAll(): boolean {
    if (this.mode === 'lock-all-tables') return true;
    return this.isTransaction && this.context.options.window.flushLogs;
  }

  /** Ends the dump, forced or not, with its footer. */
  protected failFlush(error: unknown): void {
    const { failures } = this.context;
    const complaint = 'Flush logs or delete master logs failure in server ';
    failures.tell(complaint);
    failures.objectFailed({
      object: 'flush of the logs',
      error,
      complaint,
      status: StockStatus.server,
      told: true,
      endsDump: false,
    });
  }

  protected started(): void {}
}
