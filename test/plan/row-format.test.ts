// Which tables are read as binary rows.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Column, Table } from '../../src/model/catalog.js';
import { chooseRowFormat } from '../../src/plan/row-format.js';

const EXACT = { exactFloat: true, exactText: true };

function tableOf(...types: readonly string[]): Table {
  const columns = types.map(
    (type, index): Column => ({
      name: `c${index}`,
      dataType: /^\w+/.exec(type)?.[0] ?? '',
      columnType: type.replace(' generated', ''),
      generated: type.endsWith(' generated'),
      rowStart: false,
      invisible: false,
      nullable: true,
      sequenceDefault: false,
      charset: undefined,
      collation: undefined,
    }),
  );
  return {
    schema: 's',
    name: 't',
    engine: 'InnoDB',
    columns,
    keys: [],
    rowsEstimate: 0,
    dataBytesEstimate: 0,
    nextAutoIncrement: 0,
    triggers: [],
    versioned: false,
    createdAt: null,
  };
}

test('one floating-point column is enough', () => {
  assert.equal(chooseRowFormat(tableOf('int', 'varchar(20)', 'double'), EXACT), 'binary');
  assert.equal(chooseRowFormat(tableOf('int unsigned', 'float unsigned'), EXACT), 'binary');
  assert.equal(chooseRowFormat(tableOf('int', 'decimal(10,2)', 'longtext'), EXACT), 'text');
});

test('fixed decimals, zeros in front and six digits are only in the text', () => {
  assert.equal(chooseRowFormat(tableOf('double', 'float(7,2)'), EXACT), 'text');
  assert.equal(chooseRowFormat(tableOf('double', 'double(7,2)'), EXACT), 'text');
  assert.equal(chooseRowFormat(tableOf('double unsigned zerofill'), EXACT), 'text');
  assert.equal(chooseRowFormat(tableOf('float unsigned zerofill'), EXACT), 'binary');
  const cut = { ...EXACT, exactFloat: false };
  assert.equal(chooseRowFormat(tableOf('float', 'double'), cut), 'text');
  assert.equal(chooseRowFormat(tableOf('double'), cut), 'binary');
});

test('generated columns are not read', () => {
  assert.equal(chooseRowFormat(tableOf('int', 'double generated'), EXACT), 'text');
  assert.equal(chooseRowFormat(tableOf('double', 'float(7,2) generated'), EXACT), 'binary');
});
