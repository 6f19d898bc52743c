// Tables of MariaDB's S3 engine: mariadb-dump leaves them out, or with --copy-s3-tables
// creates them as Aria and moves them when their rows are there. Pure.

import type { Table } from '../../model/catalog.js';
import type { SectionContext } from '../../schema/text/section-context.js';

type S3Context = Pick<SectionContext, 'selection' | 'style'>;

export function isCopiedFromS3({ selection, style }: S3Context, table: Table): boolean {
  return isS3(style, table) && selection.copyS3Tables;
}

export function isLeftOnS3({ selection, style }: S3Context, table: Table): boolean {
  return isS3(style, table) && !selection.copyS3Tables;
}

/** CREATE TABLE as `create` has it, in the engine it is restored into. */
export function movedFromS3(create: string): string {
  return create.replace(' ENGINE=S3 ', ' ENGINE=Aria ');
}

function isS3({ drop }: SectionContext['style'], { engine }: Table): boolean {
  return drop?.flavor === 'mariadb' && engine === 'S3';
}
