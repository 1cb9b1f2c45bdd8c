import { type Intent, NO_SLOTS, type Plan, type Slots } from './plan.ts';

const CARRIED: ReadonlySet<Intent> = new Set<Intent>([
  'spending',
  'share',
  'breakdown',
  'merchants',
  'months',
  'compare',
  'average',
  'biggest',
  'smallest',
  'income',
  'saved',
  'transactions',
  'balance',
  'budgets',
]);
const LONGEST = 9;
/** How a short question leans on the one before. */
const LEANS =
  /^(?:and|but|only|vs\.?|versus|compared|just|what about|how about|also|same|now|then|plus|or|for|in|on|at|with|except|excluding|without|not|ok(?:ay)?[, ]|the)\b|\btoo$|^(?:that|it|those|these|them)\b|\b(?:does|did|is|was) (?:that|it)\b/;
const SHOW =
  /^(?:(?:ok|yes|and|please|can you|now)[, ]*)*(?:show(?: me| them| it| those| these)?(?: (?:all|the (?:list|details|transactions|payments)|them|those|everything))?|list(?: them| those| all)?|details?|which ones?(?: are (?:they|those))?|what (?:are|were) (?:they|those)|open(?: it)?|prove it|how do you know)[\s?!.]*$/;
const WHY =
  /^(?:(?:but|and|ok)[, ]*)?(?:why|how come|why (?:is|was|so|that|did)\b.*|what (?:changed|happened)|on what|for what|explain)(?: (?:is|was) (?:that|it|this))?[\s?!.]*$/;
const MORE = /^(?:(?:show|see|give)(?: me)? )?(?:some )?(?:more|next|the next (?:ones?|\d+)|older|continue|go on|the rest)[\s?!.]*$/;
const COMPARE = /\b(?:compare|compared|versus|vs|than|difference|more or less)\b/;

/** The plan of a question that only makes sense after the one before; null where it stands by itself. `intent` is what its own words say. */
export function followUpOf(text: string, { intent, slots }: Plan, previous: Plan | null): Plan | null {
  if (previous === null) return null;
  const before = previous.slots;
  if (WHY.test(text)) return why(previous);
  if (SHOW.test(text))
    return CARRIED.has(previous.intent)
      ? {
          intent: 'transactions',
          slots: { ...before, flow: flowOf(previous), count: null, skip: 0, per: null, against: null, versus: null },
        }
      : null;
  if (MORE.test(text))
    return previous.intent === 'transactions'
      ? { intent: 'transactions', slots: { ...before, skip: before.skip + (before.count ?? 5) } }
      : null;
  if (!CARRIED.has(previous.intent) || text.split(/\s+/).length > LONGEST) return null;
  if (COMPARE.test(text) && intent === 'compare' && !isNamed(slots) && /\b(?:that|it|this|compared? (?:to|with))\b/.test(text))
    return { intent: 'compare', slots: { ...merged(slots, before), period: before.period, against: slots.against ?? slots.period } };
  if (MEASURE.test(text)) return { intent: measureOf(text) ?? intentFor(intent, slots, previous), slots: merged(slots, before) };
  if (intent !== 'unknown' && !LEANS.test(text)) return null;
  if (!isAnything(slots)) return null;
  return { intent: intentFor(intent, slots, previous), slots: merged(slots, before) };
}

/** Another measure of what was asked before: "how many times?", "on average?" */
const MEASURE =
  /^(?:and |but )?(?:how many(?: times| payments| transactions)?|how often|how much(?: (?:is|was|did|does|do|are|were) (?:that|it|those|they|these)(?: all)?(?: cost| come to)?)?(?: in (?:total|all))?|(?:what (?:was|is) )?the (?:biggest|largest|smallest|cheapest|average)(?: one)?|on average|in total|as a percentage|what percent(?:age)?(?: is that)?|by (?:shop|merchant|category|month)|which (?:month|shop|one)(?: (?:was|is) (?:the )?\w+)?|per (?:day|week|month))[\s?!.]*$/;

const MEASURES: readonly (readonly [RegExp, Intent])[] = [
  [/\bmonth\b(?!.*\bper\b)(?<!per month)/, 'months'],
  [/\b(?:biggest|largest)\b/, 'biggest'],
  [/\b(?:smallest|cheapest)\b/, 'smallest'],
  [/\baverage\b|\bper\b(?! ?cent)/, 'average'],
  [/\bpercent/, 'share'],
  [/\bhow (?:many|often)\b/, 'transactions'],
  [/\b(?:shop|merchant)\b/, 'merchants'],
  [/\bcategory\b/, 'breakdown'],
  [/\b(?:how much|total)\b/, 'spending'],
];

function measureOf(text: string): Intent | null {
  return MEASURES.find(([words]) => words.test(text))?.[1] ?? null;
}

/** A short question keeps what it does not name. */
function merged(slots: Slots, before: Slots): Slots {
  const subject = isNamed(slots) ? slots : before;
  return {
    ...slots,
    categories: subject.categories,
    merchants: subject.merchants,
    period: slots.period ?? before.period,
    against: slots.against ?? (slots.period === null ? before.against : null),
    versus: slots.versus ?? (isNamed(slots) ? null : before.versus),
    except: slots.except.length > 0 ? slots.except : before.except,
    weekdays: slots.weekdays.length > 0 ? slots.weekdays : before.weekdays,
    account: slots.account ?? before.account,
    channel: slots.channel ?? before.channel,
    min: slots.min ?? before.min,
    max: slots.max ?? before.max,
    count: slots.count ?? before.count,
    per: slots.per ?? before.per,
    flow: slots.flow ?? before.flow,
    refunds: slots.refunds || before.refunds,
    pending: slots.pending || before.pending,
  };
}

function intentFor(own: Intent, slots: Slots, { intent }: Plan): Intent {
  if (['biggest', 'smallest', 'average', 'share', 'merchants', 'months', 'breakdown', 'transactions', 'compare'].includes(own)) return own;
  if (slots.against !== null || slots.versus !== null) return 'compare';
  if (slots.per !== null) return 'average';
  return isNamed(slots) && (intent === 'breakdown' || intent === 'merchants') ? 'spending' : intent;
}

/** What made a figure what it is: its largest parts. */
function why(previous: Plan): Plan | null {
  const { intent, slots } = previous;
  switch (intent) {
    case 'spending':
    case 'breakdown':
    case 'share':
      return {
        intent: slots.categories.length > 0 && slots.merchants.length === 0 ? 'merchants' : 'biggest',
        slots: { ...slots, count: slots.count ?? 5 },
      };
    case 'compare':
      return { intent, slots: { ...slots, why: true } };
    case 'biggest':
    case 'smallest':
      return { intent, slots: { ...slots, count: 5 } };
    case 'average':
    case 'merchants':
    case 'balance':
    case 'income':
    case 'saved':
      return { intent: 'transactions', slots: { ...NO_SLOTS, ...slots, flow: flowOf(previous), per: null, count: null } };
    case 'alerts':
    case 'offers':
    case 'groups':
    case 'forecast':
      return previous;
    default:
      return null;
  }
}

function flowOf({ intent, slots }: Plan): Slots['flow'] {
  if (intent === 'income') return 'in';
  return intent === 'balance' || intent === 'saved' ? null : (slots.flow ?? (intent === 'transactions' ? null : 'out'));
}

function isNamed({ categories, merchants }: Slots): boolean {
  return categories.length + merchants.length > 0;
}

function isAnything(slots: Slots): boolean {
  const { period, account, channel, min, max, per, against } = slots;
  return (
    isNamed(slots) ||
    slots.except.length + slots.weekdays.length > 0 ||
    [period, account, channel, min, max, per, against].some((slot) => slot !== null)
  );
}
