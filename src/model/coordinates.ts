// The position of the binary log at the snapshot point.

export interface BinlogPosition {
  readonly file: string;
  readonly position: number;
}

/** A replica's view of its source: what has been applied here, in the source's terms. */
export interface ReplicaPosition extends BinlogPosition {
  readonly host: string;
  readonly port: number;
  /** Channel (MySQL) or connection (MariaDB) name; empty for the default one. */
  readonly channel: string;
}

export interface Coordinates {
  /** This server's own binary log; undefined when it is off or not asked for. */
  readonly binlog: BinlogPosition | undefined;
  /** MySQL: `@@GLOBAL.gtid_executed`, verbatim; undefined when GTIDs are off or empty. */
  readonly gtidExecuted: string | undefined;
  /** MariaDB: GTID of `binlog`. */
  readonly gtidBinlogPos: string | undefined;
  /** MariaDB: `@@GLOBAL.gtid_slave_pos`. */
  readonly gtidSlavePos: string | undefined;
  /** One per replication channel this server applies. */
  readonly replica: readonly ReplicaPosition[];
}
