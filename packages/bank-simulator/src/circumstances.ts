import type { Day } from './calendar.ts';
import type { Role } from './draft.ts';
import type { Persona } from './persona.ts';
import type { Random } from './random.ts';

/** In what something out of the ordinary happens. */
export interface Circumstances {
  readonly persona: Persona;
  readonly day: Day;
  /** Where the customer is. */
  readonly city: string;
  readonly balanceOf: (role: Role) => number;
  readonly random: Random;
}

/** Where the customer has a card it is the card that is misused. */
export function payingRole({ persona }: Circumstances): Role {
  return persona.hasCard ? 'card' : 'primary';
}

/** What the customer can bear at once without living differently afterwards. */
export function bearable({ persona }: Circumstances): number {
  return Math.round(persona.outgoings * (persona.hasCard ? 0.6 : 0.45));
}
