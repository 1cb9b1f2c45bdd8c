import { expect, test } from 'vitest';
import type { Pipeline } from './frontend-messages.ts';
import { whyRefused } from './refused-statements.ts';

const pipeline = (statement: string, named = false): Pipeline => ({
  kind: 'pipeline',
  bytes: new Uint8Array(),
  statements: [statement],
  named,
  complete: true,
});

test.each([
  'set search_path = x',
  'SET timezone TO x',
  'set session authorization x',
  'select 1; set search_path = x',
  '/* so */ set x = 1',
  '-- so\n set x = 1',
  'copy t from stdin',
  'COPY t (a, b) FROM STDIN with csv',
  'copy (select 1) to stdout',
  'prepare x as select 1',
  'deallocate all',
  'discard all',
  'declare c cursor with hold for select 1',
  'listen x',
  'unlisten *',
  'select pg_advisory_lock(1)',
  'select pg_try_advisory_xact_lock(1)',
])('refused: %s', (statement) => {
  expect(whyRefused(pipeline(statement))).toMatch(/\S/);
});

test.each([
  'select 1',
  'update t set a = 1',
  'insert into t values (1) on conflict (a) do update set a = 1',
  'set local search_path = x',
  'set transaction isolation level serializable',
  'set constraints all deferred',
  'begin',
  'select * from preparations',
  "select 'listen to me'",
  'create table copy_of (a text)',
  'notify x',
])('not refused: %s', (statement) => {
  expect(whyRefused(pipeline(statement))).toBeNull();
});

test('a named statement is refused whatever it says', () => {
  expect(whyRefused(pipeline('select 1', true))).toMatch(/named/);
});
