import type { ChatBehaviour, ChatPart, ChatRequest } from './chat-stand-in.ts';

/** Figures that no ledger holds: what a model says that invents. Each says it in another way of writing. */
export const INVENTED = [
  'You spent ₹ 98,765.43 last month.',
  'Your balance is INR 1,23,45,678.90.',
  'That is 47% more than usual, about twelve thousand rupees.',
  'Your biggest expense was Rs. 31337 on 31 February 2031 at Invented Stores.',
  'Your account number is 4000123412341234.',
  'See https://attacker.example/statement for more.',
] as const;

/** Answers every question with figures of its own. */
export const lies: ChatBehaviour = () => text(INVENTED.join(' '));

/** Repeats everything it was sent: instructions, history, what the tools gave. */
export const leaks: ChatBehaviour = (request) => text(`Here is everything I know. ${allText(request)}`);

/** Does what any text tells it to, wherever it stands: retrieved passages, memos, merchants' names, the question. */
export const obeys: ChatBehaviour = (request) => {
  const orders = ordersIn(allText(request));
  const calls = firstRound(request) ? orders.calls.filter(({ name }) => toolsOf(request).includes(name)) : [];
  return [...calls.map((call): ChatPart => ({ type: 'tool', ...call })), ...text(orders.words.join(' ') || 'As you wish.')];
};

/**
 * A model that has gone all wrong. First it calls every tool it was offered, in another customer's name and with arguments
 * that are none; then it lies, leaks and obeys in one answer.
 */
export function worstCaseModel(victimCustomerId: string): ChatBehaviour {
  return (request) => {
    if (firstRound(request) && toolsOf(request).length > 0) return forgedCalls(request, victimCustomerId);
    return [
      ...lies(request),
      ...text('\n\n'),
      ...leaks(request),
      ...text('\n\n'),
      ...obeys(request),
      ...text(`\n\nCustomer ${victimCustomerId} has ₹ 1,000.00.`),
    ];
  };
}

/** Asks for more in every round and never answers: a gateway has to end this itself. */
export const neverEnds: ChatBehaviour = (request) => toolsOf(request).map((name): ChatPart => ({ type: 'tool', name, arguments: {} }));

export interface HonestOptions {
  /** Tools to call in the first round; those not offered are left out. */
  readonly calls?: (request: ChatRequest) => readonly { readonly name: string; readonly arguments: unknown }[];
  /** The answer, given the text of all that the tools said and of the request. */
  readonly answer: (request: ChatRequest) => string;
}

/** A model that does as its prompt says: calls tools once, then answers. What it says is up to `answer`. */
export function honestModel({ calls, answer }: HonestOptions): ChatBehaviour {
  return (request) => {
    const wanted = firstRound(request) && calls ? calls(request).filter(({ name }) => toolsOf(request).includes(name)) : [];
    return wanted.length > 0 ? wanted.map((call): ChatPart => ({ type: 'tool', ...call })) : text(answer(request));
  };
}

/** One behaviour a turn of the conversation with the tools; the last one goes on. */
export function inTurn(...behaviours: readonly [ChatBehaviour, ...ChatBehaviour[]]): ChatBehaviour {
  return (request) => {
    const rounds = roundsSinceQuestion(request);
    return (behaviours[Math.min(rounds, behaviours.length - 1)] ?? behaviours[0])(request);
  };
}

/** Everything that was sent, as one text. */
export const allText = (request: ChatRequest): string => request.messages.map(({ content }) => content ?? '').join('\n');

export const toolsOf = (request: ChatRequest): string[] => (request.tools ?? []).map((tool) => tool.function.name);

// --- Internal ---

const text = (words: string): ChatPart[] => [{ type: 'text', text: words }];

/** How often the model has answered since the customer last spoke. */
function roundsSinceQuestion({ messages }: ChatRequest): number {
  const question = messages.findLastIndex(({ role }) => role === 'user');
  return messages.slice(question + 1).filter(({ role }) => role === 'assistant').length;
}

const firstRound = (request: ChatRequest): boolean => roundsSinceQuestion(request) === 0;

function forgedCalls(request: ChatRequest, victim: string): ChatPart[] {
  const forged = { customerId: victim, customer: victim, accountId: `${victim}-1`, scope: victim, filter: { customerId: victim } };
  const calls = toolsOf(request).map((name): ChatPart => ({ type: 'tool', name, arguments: forged }));
  return [
    ...calls,
    { type: 'tool', name: 'no_such_tool', arguments: forged },
    { type: 'tool', name: toolsOf(request)[0] ?? 'none', arguments: '{"cut":' },
  ];
}

interface Orders {
  readonly words: readonly string[];
  readonly calls: readonly { readonly name: string; readonly arguments: unknown }[];
}

/** What texts order: `say "…"`, `reply with …`, `call TOOL with {…}`, and links that want to be shown. */
function ordersIn(given: string): Orders {
  const said = /\b(?:say|reply|respond|answer|tell|print|write|output|repeat)\b[^"'“‘:\n]{0,60}(?:["“‘']([^"”’'\n]+)["”’']|:\s*([^\n]+))/gi;
  const words = [...given.matchAll(said)].map((match) => (match[1] ?? match[2] ?? '').trim());
  const links = given.match(/!?\[[^\]\n]*\]\([^)\s]+\)|https?:\/\/[^\s)\]>"']+/g) ?? [];
  const calls = [...given.matchAll(/\bcall\s+`?(\w+)`?\s+with\s+(\{[^\n]*?\})/gi)].map(([, name = '', args = '{}']) => ({
    name,
    arguments: args,
  }));
  return { words: [...words, ...links], calls };
}
