import { isObject, type JsonObject } from '../lines/json-line.ts';

const ASKED_BY = new Set<unknown>(['user', 'human']);

/**
 * The text that a line of a fine-tuning file asks with: its prompt, what the user says in its messages, or its instruction
 * and input. Null where it is no such line. What was answered is not read.
 */
export function promptOf(value: JsonObject): string | null {
  if (typeof value.prompt === 'string') return value.prompt;
  const messages = [value.messages, value.prompt, value.conversations].find(Array.isArray) as unknown[] | undefined;
  if (messages) return messages.map(askedIn).join('\n');
  if (typeof value.instruction !== 'string') return null;
  return `${value.instruction}\n${typeof value.input === 'string' ? value.input : ''}`;
}

function askedIn(message: unknown): string {
  if (!isObject(message) || !ASKED_BY.has(message.role ?? message.from)) return '';
  return textsIn(message.content ?? message.value).join('\n');
}

function textsIn(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  return Array.isArray(content) ? content.flatMap((part) => (isObject(part) && typeof part.text === 'string' ? part.text : [])) : [];
}

const PROMPT_LINE = /^(?:[-*\u2022]\s+)?\**([^:*]+?)\**:\**\s*(.*)$/;

/** The lines `Name: value` of a prompt, as of a list or not; of a name that comes twice the first, the later ones being derived figures. */
export function promptFields(prompt: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of prompt.split('\n')) {
    const [, name, value] = PROMPT_LINE.exec(line.trim()) ?? [];
    if (name !== undefined && value !== undefined && !fields.has(name)) fields.set(name.trim(), value.trim());
  }
  return fields;
}
