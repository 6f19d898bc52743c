// Tables of MariaDB's S3 engine: mariadb-dump leaves them out, or with --copy-s3-tables
// creates them as Aria and moves them when their rows are there. Pure.

import type { Table } from '../../model/catalog.js';
import type { ToolContext } from '../messages/tool-context.js';

type S3Context = Pick<ToolContext, 'dialect' | 'selection'>;

export function isCopiedFromS3({ dialect, selection }: S3Context, table: Table): boolean {
  return isS3(dialect, table) && selection.copyS3Tables;
}

export function isLeftOnS3({ dialect, selection }: S3Context, table: Table): boolean {
  return isS3(dialect, table) && !selection.copyS3Tables;
}

/** CREATE TABLE as `create` has it, in the engine it is restored into. */
export function movedFromS3(create: string): string {
  return create.replace(' ENGINE=S3 ', ' ENGINE=Aria ');
}

function isS3({ flavor }: ToolContext['dialect'], { engine }: Table): boolean {
  return flavor === 'mariadb' && engine === 'S3';
}
