/** What can be asked of recurring payments besides which there are. */
export type RecurringAspect = 'due' | 'missed' | 'rises' | 'ended' | 'trials';

const PAYMENT = '(?:bills?|payments?|emis?|rent|subscriptions?|memberships?|instal?ments?|premiums?|plans?|mandates?)';
const DEARER = '(?:more expensive|dearer|costlier|pricier)';

/** The first that fits. How to do a thing is the bank's to tell, and what was paid is in the ledger. */
const WORDS: readonly (readonly [RecurringAspect, RegExp])[] = [
  [
    'trials',
    /\b(?:free )?trials?\b(?=.*\b(?:end|ends|ending|over|expire|expires|run|runs|due|convert|have|on|any)\b)|\b(?:any|which|what) (?:free )?trials?\b/,
  ],
  [
    'missed',
    new RegExp(
      `\\b(?:miss(?:ed)?|forg[eo]t(?:ten)?|skip(?:ped)?|overdue|unpaid|not (?:been )?paid)\\b.*\\b${PAYMENT}\\b|\\b${PAYMENT}\\b.*\\b(?:missed|overdue|unpaid|skipped|not (?:been )?paid|late)\\b`,
    ),
  ],
  [
    'rises',
    new RegExp(
      `\\b(?:go(?:ne|es|ing)?|went|risen|rises?|rose|increas\\w+|got|gotten|became|become|changed?)\\b.*\\b(?:(?:in|the|their) prices?|prices?$|${DEARER})|\\bprice (?:rises?|increases?|hikes?|changes?)\\b|\\bprices? (?:of )?.*\\b(?:go(?:ne)? up|went up|increas\\w+|risen|rose|rise)\\b|\\b${PAYMENT}\\b.*\\b(?:go(?:ne)? up|went up|increased|raised|risen|rose|hiked|${DEARER})\\b|\\braised? (?:its|their|the) prices?\\b`,
    ),
  ],
  [
    'ended',
    /\b(?:subscriptions?|memberships?|regular payments?|standing orders?)\b.*\b(?:end|ended|stop|stopped|cancell?ed|lapsed|expired)\b|\b(?:ended|cancell?ed|stopped|lapsed|expired) (?:subscriptions?|memberships?|payments?)\b/,
  ],
  [
    'due',
    new RegExp(
      `\\b(?:${PAYMENT}|anything|something|what|which|when)\\b.*\\b(?:due|coming up|upcoming)\\b|\\b(?:due|upcoming) ${PAYMENT}\\b|\\bwhat do i (?:still )?(?:have|need) to pay\\b`,
    ),
  ],
];
const ELSEWHERE =
  /\bwhat happens\b|\bhow (?:do|can|to|should)\b|\bcards?\b|\b(?:gold|stock|share|petrol|bitcoin) prices?\b|\blast (?:bill|payment)\b/;

export function readAspect(text: string): RecurringAspect | null {
  if (ELSEWHERE.test(text)) return null;
  return WORDS.find(([, words]) => words.test(text))?.[0] ?? null;
}
