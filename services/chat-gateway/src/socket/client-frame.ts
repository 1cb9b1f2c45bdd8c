import { z } from 'zod';

const id = z.string().min(1).max(200);

/** What a client may send. */
export const clientFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), id, text: z.string(), conversationId: id.nullish() }),
  z.object({ type: z.literal('stop'), id }),
  z.object({ type: z.literal('resume'), conversationId: id, afterSeq: z.int().min(0) }),
  z.object({ type: z.literal('feedback'), messageId: id, value: z.enum(['up', 'down']), reason: z.string().max(2000).nullish() }),
  z.object({ type: z.literal('ping') }),
]);
export type ClientFrame = z.infer<typeof clientFrame>;

/** The frame of a text; null when it is none. The id, where there is one, is for the error that answers it. */
export function readClientFrame(text: string): { readonly frame: ClientFrame | null; readonly id: string | undefined } {
  try {
    const parsed: unknown = JSON.parse(text);
    const result = clientFrame.safeParse(parsed);
    const given = parsed !== null && typeof parsed === 'object' && 'id' in parsed ? parsed.id : undefined;
    return { frame: result.success ? result.data : null, id: typeof given === 'string' ? given.slice(0, 200) : undefined };
  } catch {
    return { frame: null, id: undefined };
  }
}
