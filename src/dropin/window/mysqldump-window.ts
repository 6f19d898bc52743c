// How mysqldump locks: a snapshot takes the global read lock too where something must be of
// its very moment.

import { isAtLeast } from '../../model/server.js';
import { couldntExecute } from '../messages/failures.js';
import { warnOfStockGtids } from './gtid-warnings.js';
import { MysqlReplica } from './mysql-replica.js';
import { StockWindow } from './tool-window.js';
import type { WindowContext } from '../../app/window/control.js';

const GTID_MODE = "SHOW VARIABLES LIKE 'gtid_mode'";

export class MysqldumpWindow extends StockWindow {
  protected readonly lockStatements: readonly string[] = [
    'FLUSH /*!40101 LOCAL */ TABLES',
    'FLUSH /*!40101 LOCAL */ TABLES WITH READ LOCK',
  ];
  protected readonly showLog: string;

  constructor(context: WindowContext) {
    super(context, new MysqlReplica(context));
    this.showLog = isAtLeast(context.facts.version, 8, 2)
      ? 'SHOW BINARY LOG STATUS'
      : 'SHOW MASTER STATUS';
  }

  protected async prepare(): Promise<void> {
    await this.#chooseWords();
    const { control, failures } = this.context;
    // Known before; but some character sets cannot even ask.
    await control.execute(GTID_MODE).catch((error: unknown) => {
      failures.objectFailed(couldntExecute('gtid_mode', GTID_MODE, error));
    });
  }

  async #chooseWords(): Promise<void> {
    const { control, facts, failures, options } = this.context;
    const { outputAsVersion } = options.replication;
    if (!options.selection.events || !isAtLeast(facts.version, 8, 2)) return;
    const words = outputAsVersion === 'server' ? 'NONE' : 'BEFORE_8_2_0';
    await control
      .execute(`SET @@SESSION.terminology_use_previous = ${words}`)
      .catch(() =>
        failures.tell(' Warning: Could not set terminology mode for outputting events. '),
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
    this.context.failures.objectFailed(this.refreshFailure(error));
  }

  protected started(): void {
    warnOfStockGtids(this.context);
  }
}
