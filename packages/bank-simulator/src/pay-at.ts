import type { Draft } from './draft.ts';
import type { Merchant } from './merchants.ts';
import { ecom, mandate, neft, pos, upi } from './narration.ts';
import type { Random } from './random.ts';
import type { Awkward } from './truth-record.ts';

export type Payment = Pick<Draft, 'at' | 'minor' | 'role' | 'channel'> &
  Partial<Draft> & {
    /** The last digits of the customer's card. */
    readonly card: string;
    readonly random: Random;
  };

/** The draft of a payment at a merchant, named and described as its rail does. */
export function payAt(merchant: Merchant, { card, random, ...how }: Payment): Draft {
  const byPhone = how.channel === 'UPI' || how.channel === 'NEFT';
  const named = byPhone ? merchant : { ...merchant, shown: merchant.terminal };
  const description = describe(named, { channel: how.channel, card, random });
  return { category: merchant.category, description, awkward: awkwardOf(named.shown ?? merchant.name), ...how, merchant: named };
}

function describe(merchant: Merchant, { channel, card, random }: { channel: string; card: string; random: Random }): string {
  const { name, terminal, city, country } = merchant;
  switch (channel) {
    case 'POS':
      return pos(card, { name: terminal, city: city ?? '', country });
    case 'ECOM':
      return ecom(card, { name: terminal }, random);
    case 'SI':
      return mandate(card, { name: terminal }, random);
    case 'NEFT':
      return neft('DR', name, '', random);
    default:
      return upi('DR', { name, memo: 'Payment' }, random);
  }
}

export function awkwardOf(text: string): Awkward | undefined {
  if (/[^\u0020-\u007e]/.test(text)) return 'non-ascii';
  return text.includes("'") ? 'apostrophe' : undefined;
}
