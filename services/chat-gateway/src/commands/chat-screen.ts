import { createInterface, type Interface } from 'node:readline';
import { createWordWrap } from './word-wrap.ts';

/** What a chat shows, line by line: on a terminal what is being typed stays whole, whatever comes in between. */
export interface ChatScreen {
  /** Goes on where the text before ended. */
  write(text: string): void;
  /** Lines of their own; during an answer they wait for its end. */
  notice(text: string): void;
  /** What is being done now; gone with the next text. Nothing where nobody looks on. */
  status(text: string): void;
  beginAnswer(): void;
  /** Shows what has waited, and asks for the next line. */
  endAnswer(): void;
  prompt(): void;
  onLine(listener: (line: string) => void): void;
  /** Ctrl-C. */
  onInterrupt(listener: () => void): void;
  onEnd(listener: () => void): void;
  close(): void;
}

export interface ScreenOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

const CLEAR_LINE = '\r\u001B[2K';
const DIM = '\u001B[2m';
const PLAIN = '\u001B[22m';

export function createChatScreen({ input, output }: ScreenOptions): ChatScreen {
  const isTerminal = (output as NodeJS.WriteStream).isTTY === true && (input as NodeJS.ReadStream).isTTY === true;
  const columns = (): number =>
    isTerminal ? ((output as NodeJS.WriteStream).columns ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  let wrap = createWordWrap(columns);
  const lines: Interface = createInterface({ input, output, prompt: isTerminal ? '> ' : '', terminal: isTerminal });
  const held: string[] = [];
  let isAnswering = false;
  let hasStatus = false;
  let isClosed = false;
  lines.once('close', () => {
    isClosed = true;
  });

  const clearLine = (): void => void (isTerminal && output.write(CLEAR_LINE));
  const clearStatus = (): void => {
    if (hasStatus) clearLine();
    hasStatus = false;
  };
  /** Draws the prompt with what was typed so far, the cursor where it was. */
  const prompt = (): void => {
    if (!isClosed && isTerminal) lines.prompt(true);
  };
  const show = (text: string): void => {
    clearLine();
    output.write(`${createWordWrap(columns)(text)}\n`);
  };
  return {
    write(text) {
      clearStatus();
      output.write(wrap(text));
    },
    notice(text) {
      if (isAnswering) held.push(text);
      else {
        show(text);
        prompt();
      }
    },
    status(text) {
      if (!isTerminal) return;
      clearStatus();
      output.write(`${DIM}${text}…${PLAIN}`);
      hasStatus = true;
    },
    beginAnswer() {
      isAnswering = true;
      wrap = createWordWrap(columns);
    },
    endAnswer() {
      clearStatus();
      isAnswering = false;
      for (const text of held.splice(0)) show(text);
    },
    prompt,
    onLine: (listener) => void lines.on('line', listener),
    onInterrupt: (listener) => void lines.on('SIGINT', listener),
    onEnd: (listener) => void lines.on('close', listener),
    close() {
      // The shell's own prompt begins on a line of its own.
      if (!isClosed && isTerminal) output.write('\n');
      lines.close();
    },
  };
}
