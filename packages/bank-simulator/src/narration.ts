import { fractionOf, type Random } from './random.ts';

/*
 * How payments read in a statement: rail, reference, a name cut short or spelled as a terminal has it, the other bank, a place.
 * References are of one length and tell nothing; the same rail is always written in the same way, whatever it was used for.
 */

const BANKS = ['HDFC', 'ICIC', 'SBIN', 'UTIB', 'YESB', 'KKBK', 'PUNB', 'BARB', 'IDFB', 'AIRP'] as const;
const HANDLES = ['ybl', 'okhdfcbank', 'paytm', 'okaxis', 'ibl', 'axl', 'okicici', 'upi'] as const;
const GATEWAYS = ['RAZ*', 'PAYU*', 'CCA*', 'BD*', ''] as const;
const LEGAL_FORMS = ['', ' LIMITED', ' PVT LTD', ' PRIVATE LIMITED', ''] as const;

const WIDTHS = { upi: 20, pos: 22, city: 13 } as const;

/** Twelve digits. */
export function reference(random: Random): string {
  const number = 400_000_000_000 + Math.floor(random.next() * 2 ** 32) * 100 + random.int(100);
  const high = Math.floor(number / 1_000_000);
  return `${high}${String(number - high * 1_000_000).padStart(6, '0')}`;
}

/** `UPI/DR/512345678901/SWIGGY/YESB/swiggy@ybl/dinner`; `P2P` between people. */
export function upi(direction: 'DR' | 'CR' | 'P2P' | 'GIFT', to: { readonly name: string; readonly memo: string }, random: Random): string {
  const plain =
    to.name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '')
      .slice(0, 14) || `q${reference(random).slice(4)}`;
  const cut = to.name.toUpperCase().slice(0, WIDTHS.upi).trimEnd();
  return `UPI/${direction}/${reference(random)}/${cut}/${random.pick(BANKS)}/${plain}@${random.pick(HANDLES)}/${to.memo}`;
}

/** `POS XX4421 DOMINOS PIZZA 6603 NEW DELHI IN` */
export function pos(card: string, at: { readonly name: string; readonly city: string; readonly country: string }): string {
  return `POS XX${card} ${at.name.slice(0, WIDTHS.pos).trimEnd()} ${at.city.toUpperCase().slice(0, WIDTHS.city).trimEnd()} ${at.country}`;
}

/** `ECOM XX4421 RAZ*SWIGGY LIMITED 512345678901` */
export function ecom(card: string, at: { readonly name: string }, random: Random): string {
  return `ECOM XX${card} ${random.pick(GATEWAYS)}${at.name.slice(0, WIDTHS.pos).trimEnd()} ${reference(random)}`;
}

/** `SI XX4421 NETFLIX 512345678901` */
export function mandate(card: string, at: { readonly name: string }, random: Random): string {
  return `SI XX${card} ${at.name.slice(0, WIDTHS.pos).trimEnd()} ${reference(random)}`;
}

/** `NEFT CR-ICIC0004821-INFOSYS LTD-SALARY-N51234567890` */
export function neft(direction: 'DR' | 'CR', party: string, memo: string, random: Random): string {
  const branch = `${random.pick(BANKS)}000${String(1000 + random.int(9000))}`;
  return `NEFT ${direction}-${branch}-${party.toUpperCase()}${memo === '' ? '' : `-${memo}`}-N${reference(random)}`;
}

/** `IMPS/P2A/512345678901/ANITA RAO/HDFC` */
export function imps(party: string, random: Random): string {
  return `IMPS/P2A/${reference(random)}/${party.toUpperCase().slice(0, WIDTHS.upi).trimEnd()}/${random.pick(BANKS)}`;
}

/** `ATM WDL XX4421 S1AW7732 MUMBAI` */
export function atm(card: string, city: string, random: Random): string {
  return `ATM WDL XX${card} ${random.pick(['S1AW', 'NFS', 'DB0'])}${String(1000 + random.int(9000))} ${city.toUpperCase()}`;
}

/** A merchant's name as its terminal sends it: capitals without accents and apostrophes, a legal form, a number of the shop. */
export function terminalName(name: string): string {
  const plain = name.normalize('NFD').replace(/[\u0300-\u036f'’;]/g, '');
  const capitals = /[a-z]/i.test(plain) ? plain.toUpperCase() : name;
  const kind = Math.floor(fractionOf('terminal', name) * 10);
  if (kind < 4) return capitals;
  if (kind < 7) return `${capitals}${LEGAL_FORMS[kind - 4 + 1] ?? ''}`;
  return `${capitals} ${1000 + Math.floor(fractionOf('terminal number', name) * 90_000)}`;
}
