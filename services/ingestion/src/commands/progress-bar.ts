/** Where progress is written; a terminal gets a bar that moves, anything else a line now and then. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface ProgressBar {
  /** @param share 0 to 1 */
  show(share: number, note: string): void;
  /** Takes the bar away. */
  clear(): void;
}

const WIDTH = 30;
const LINE_EVERY = 0.25;

export function createProgressBar(output: ProgressOutput, title: string): ProgressBar {
  let shown = -1;
  return {
    show(share, note) {
      const done = Math.min(1, Math.max(0, share));
      if (output.isTTY) {
        const filled = Math.round(done * WIDTH);
        output.write(`\r\x1b[K${title} [${'█'.repeat(filled)}${'·'.repeat(WIDTH - filled)}] ${Math.round(done * 100)} % ${note}`);
      } else if (shown < 0 || done - shown >= LINE_EVERY) {
        shown = done;
        output.write(`${title}: ${Math.round(done * 100)} % ${note}\n`);
      }
    },
    clear() {
      if (output.isTTY) output.write('\r\x1b[K');
    },
  };
}
