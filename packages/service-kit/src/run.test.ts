import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '@munshi/testing/eventually';
import { describe, expect, test } from 'vitest';

/** A process that runs until it is stopped; `closing` is how long its one part takes to close. */
function start(closing: string, more = '') {
  const script = `
    import { runUntilStopped } from ${JSON.stringify(new URL('./run.ts', import.meta.url).href)};
    import { silentLogger } from ${JSON.stringify(new URL('./logger.ts', import.meta.url).href)};
    const close = async () => { console.log('closing'); await (${closing}); console.log('closed'); };
    runUntilStopped({ logger: silentLogger, closables: () => [{ name: 'part', close }], limitMs: 2_000 });
    setInterval(() => {}, 1_000);
    console.log('runs');
    ${more}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  return { child, said: (word: string) => eventually(word, () => output.includes(word)), ended: once(child, 'exit'), output: () => output };
}

describe('a process', () => {
  test('stops in order on a signal, also where npm passes it on a second time', async () => {
    const { child, said, ended, output } = start('new Promise((done) => setTimeout(done, 200))');
    await said('runs');
    child.kill('SIGINT');
    await said('closing');
    child.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    expect(output()).toContain('closed');
  });

  test('that cannot close ends all the same, and says so by its code', async () => {
    const { child, said, ended } = start('new Promise(() => {})');
    await said('runs');
    child.kill('SIGTERM');
    expect(await ended).toEqual([1, null]);
  });

  test('that crashes closes its parts and ends non-zero', async () => {
    const { ended, output } = start('null', "Promise.reject(new Error('a bug'));");
    expect(await ended).toEqual([1, null]);
    expect(output()).toContain('closed');
  });
});
