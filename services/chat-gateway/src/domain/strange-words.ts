/** Words that limit nothing by themselves, or whose meaning the readers of periods, accounts, amounts and measures have taken. */
const ORDINARY = new Set(
  `a an the and or but so if as at on in for from to of with by about into over under between than then when where which what who whom whose why how
  i me my mine we our us you your yours it its them they their this that these those there here he she
  is are was were be been being am do does did done have has had having can could will would shall should may might must not no yes
  average total totals sum amount amounts money cash rupees inr rs figure figures number numbers times time once twice percent percentage share part most much many more less least
  all any each every everything anything something nothing some other others another else same different only just also too very really still yet already now right
  last next latest newest recent previous past current ago since until till before after during so far to date ever always back begin beginning start end first second third
  today yesterday tomorrow day days week weeks weekend weekends weekday weekdays month months quarter quarters half year years daily weekly monthly yearly financial fiscal
  calendar period periods date dates general usual usually normal normally
  monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays
  january february march april june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
  one two three four five six seven eight nine ten twelve fifteen thirty couple few
  account accounts credit card cards savings saving bank banks loan upi neft imps rtgs balance statement wallet
  bill bills thing things stuff item items list category categories merchant merchants shop shops store stores place places people person someone
  spend spent spending spendings expense expenses expenditure expenditures purchase purchases pay paid payment payments paying cost costs buy bought buying transaction transactions order orders ordered ordering
  transfer transfers debit debits outgoing outgoings withdrawal withdrawals income incomes salary earn earned earnings receive received refund refunds refunded reversal reversals money credited deposit deposits
  visit visits trip go goes going went come came coming make made give gave given send sent get got take took taken need want like please tell show see give know find let help
  home good great lot average mean top biggest largest smallest highest lowest big small high low maximum minimum expensive cheap cheapest
  above below over under least exceeding detail details breakdown summary overview report compared compare comparison versus vs against difference
  munshi hi hello hey thanks pending unusual normal whole entire overall together altogether both out off up down usd
  single size worth value history record records advance interest recurring regular upcoming automatic standing fixed budget limit due order of own single per avg far exactly roughly approximately
  price prices priced trial trials free missed unpaid overdue ended cancelled canceled stopped payday week's month's year's`.split(/\s+/),
);

const BEFORE =
  /\b(?:at|on|for|from|to|in|with|by|during|since|before|after|until|pay|paid|give|gave|given|send|sent|buy|bought|buying|order|ordered|spend|spent|spending)\s+((?:the\s+|my\s+|a\s+|an\s+|some\s+)?[\p{L}][\p{L}\p{M}\p{N}'’&.-]*(?:\s+[\p{L}][\p{L}\p{M}\p{N}'’&.-]*)?)/gu;

/** "My netflix bill", "uber rides". */
const BEFORE_PAYMENT = /([\p{L}][\p{L}\p{M}'’&.-]*)\s+(?:payments?|bills?|subscriptions?|orders?|transactions?|purchases?|refunds?)\b/gu;

export function isOrdinary(word: string): boolean {
  return ORDINARY.has(word) || /^(?:q[1-4]|fy\d*)$/.test(word);
}

/**
 * What a question is about, or the time it asks for, that no reader knew: "on fireworks", "during diwali". `rest` is the text without
 * the words that named merchants and categories. Null where there is nothing of the kind.
 */
export function strangeWords(rest: string): string | null {
  for (const [, object = ''] of rest.matchAll(BEFORE)) {
    const words = object.split(/\s+/).map((word) => word.replaceAll(/['’]s?$|[.&'’-]+$/g, ''));
    const first = words.findIndex((word) => !isOrdinary(word));
    const strange = words.slice(first).filter((word) => !isOrdinary(word));
    if (first >= 0 && strange.length > 0) return strange.join(' ');
  }
  for (const [, word = ''] of rest.matchAll(BEFORE_PAYMENT)) if (!isOrdinary(word.replace(/['’]s?$/, ''))) return word;
  return null;
}

/** A side of a comparison that names neither anything known nor a time: its words that are not ordinary. */
export function strangeSide(rest: string): string | null {
  const words = (rest.match(/[\p{L}][\p{L}\p{M}'’&-]*/gu) ?? []).filter((word) => !isOrdinary(word));
  return words.length > 0 ? words.slice(0, 3).join(' ') : null;
}
