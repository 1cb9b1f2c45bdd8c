import type { DemoBank } from '@munshi/chat-gateway/service';
import type { ServiceName } from '@munshi/events/topic';

type DemoStatus = Awaited<ReturnType<DemoBank['status']>>;

export interface Started {
  readonly url: string;
  readonly targets: readonly ServiceName[];
  readonly demo: DemoStatus | undefined;
}

/** What somebody who starts it by hand sees. */
export interface Console {
  started(started: Started): void;
  progress(done: number): void;
  loaded(url: string): void;
}

interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const SHOWN = 3;
const WIDTH = 30;

export function createConsole(output: Output): Console {
  let shownTenths = -1;
  return {
    started({ url, targets, demo }) {
      output.write(`\n  Munshi runs at ${url}  (${targets.join(', ')})\n`);
      if (demo === undefined || demo.items.length === 0) return void output.write('\n');
      output.write('\n  Sign in on the page, or with npm run chat -- --customer ID, as\n');
      for (const { customerId, name } of demo.items.slice(0, SHOWN)) output.write(`    ${customerId}  ${name ?? ''}\n`);
      output.write('\n');
    },
    progress(done) {
      const percent = `${String(Math.floor(done * 100)).padStart(3)} %`;
      const filled = Math.round(done * WIDTH);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
      if (output.isTTY) return void output.write(`\r  Loading the demo bank ${bar} ${percent}`);
      // A log wants a line now and then, not a bar that moves.
      const tenths = Math.floor(done * 10);
      if (tenths > shownTenths) output.write(`  Loading the demo bank ${percent}\n`);
      shownTenths = Math.max(shownTenths, tenths);
    },
    loaded(url) {
      output.write(`${output.isTTY ? '\n' : ''}  The demo bank is loaded: ${url}\n  Ctrl-C stops.\n\n`);
    },
  };
}
