/** Words that the rules read. A word that is a slip away from exactly one of them is read as it. */
const READ = new Set(
  `balance balances account accounts savings current credit debit money available outstanding
  spend spent spending expense expenses expensive purchase purchases payment payments transaction transactions transfer transfers bought
  biggest largest smallest highest lowest cheapest average total percentage breakdown category categories summary compare compared comparison difference
  income salary earned received refund refunds interest
  subscription subscriptions recurring regular upcoming notification notifications warning suspicious unusual fraud alerts
  recommend recommendation offer forecast predict afford budget budgets charge charged duplicate duplicates trial trials payday
  yesterday today tomorrow month months week weeks weekend weekends weekday weekdays year years quarter last previous this since between during
  january february march april june july august september october november december
  monday tuesday wednesday thursday friday saturday sunday
  grocery groceries supermarket vegetables dining restaurant restaurants food fuel petrol diesel transport travel flights hotel hotels shopping clothes electronics
  entertainment movies utilities electricity telecom mobile internet broadband recharge health medicine medicines pharmacy doctor education school tuition
  insurance premium investment investments withdrawals charges taxes donations salon excluding except without merchant merchants hello thanks thank please
  recent latest newest list show much many`.split(/\s+/),
);

/** Everyday words beside those that are read: never taken for a slip. */
const EVERYDAY = new Set(
  `about after again also always around before being below above under other others there their these those they them then than that this what
  when where which while whose with would could should shall might must have does doing done from into over only once more most less least
  first second third still such same some since until till upon your yours mine bill bills book books card cards cash cost costs course
  daily each else ever every everything find gave give given going gone good great happen happened here home house hour hours item items just keep
  kind know late later left like little long look made make mean need next night nothing often online open paid part past people phone
  place places plan please print price prices reset right said save saved send sent shop shops shoes side since start started state store stores stuff take
  taken tell thing things think time times took trip trips type used very want wants went were will work worth year young money month rent rental
  paying paisa wallet party birthday laptop gadget wedding rides chart start later parse master water waste taste lease pause these those bonus tonic crypto coffee games
  share shares stock stocks trend weather match print prompt rules world house horse mouse short shirt shirts sport sports stack scale sales goal goals track target trap`.split(
    /\s+/,
  ),
);

/** A question with the slips of its long words put right; `names` are words of the customer's own ledger, which are none. */
export function correctSpelling(text: string, names: ReadonlySet<string>): string {
  return text.replaceAll(/\p{L}{4,}/gu, (word) => {
    if (READ.has(word) || EVERYDAY.has(word) || names.has(word)) return word;
    const near = [...READ].filter((known) => isSlipOf(word, known)).map((known) => ({ known, apart: distance(word, known) }));
    const least = Math.min(...near.map(({ apart }) => apart));
    const [only, ...more] = near.filter(({ apart }) => apart === least);
    return only && more.length === 0 ? only.known : word;
  });
}

/** One letter more, less, other or exchanged with its neighbour; two of them in words of nine letters and more. Short words have to begin alike. */
export function isSlipOf(word: string, known: string): boolean {
  const allowed = known.length >= 9 ? 2 : 1;
  if (Math.abs(word.length - known.length) > allowed || known.length < 4) return false;
  if (known.length === 4 && !(word.length === 4 && [...word].sort().join('') === [...known].sort().join(''))) return false;
  if (word[0] !== known[0]) return false;
  return distance(word, known) <= allowed;
}

/** Optimal string alignment distance (Damerau-Levenshtein without edits of an edited pair). */
export function distance(left: string, right: string): number {
  let before: number[] = [];
  let above = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const here = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1] ? 0 : 1;
      let least = Math.min((above[column] ?? 0) + 1, (here[column - 1] ?? 0) + 1, (above[column - 1] ?? 0) + same);
      const isExchanged = row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (isExchanged) least = Math.min(least, (before[column - 2] ?? 0) + 1);
      here.push(least);
    }
    before = above;
    above = here;
  }
  return above[right.length] ?? 0;
}
