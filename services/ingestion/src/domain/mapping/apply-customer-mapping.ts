import type { Entry } from '../entry.ts';
import { readOwnCustomer } from '../own/own-customer.ts';
import { knownText, type Repair } from '../text-value.ts';
import { zonedInstant } from '../zoned-time.ts';
import { readBirthDate } from './birth-date.ts';
import type { CustomerMapping, Field } from './mapping.ts';
import { clockTime, dateParts, dayAndClock, isSwappable, transactionDate } from './parse-date.ts';
import type { Row, Surroundings } from './reading.ts';

const BETWEEN_PRODUCTS = /[;|,]/;

/** The customer of a row of a customer file. @throws RejectedError */
export function applyCustomerMapping(mapping: CustomerMapping, row: Row, surroundings: Surroundings): Entry {
  const { customers } = mapping;
  const repairs = new Set<string>();
  const text = (field: Field | undefined): string | null => {
    if (field === undefined) return null;
    return knownText(typeof field === 'string' ? row(field) : field.constant);
  };
  const repair: Repair = (name) => repairs.add(name);
  const name = text(customers.name) ?? ([text(customers.firstName), text(customers.lastName)].filter(Boolean).join(' ') || null);
  const entry = readOwnCustomer({
    customerId: text(customers.customerId),
    name,
    birthDate: birthDateOf(mapping, row, { today: surroundings.today, repair }),
    gender: text(customers.gender),
    city: text(customers.city),
    locale: text(customers.locale),
    timeZone: text(customers.timeZone),
    currency: text(customers.currency),
    occupation: text(customers.occupation),
    incomeBand: text(customers.incomeBand),
    products: productsOf(text(customers.products)),
    consents: consentsOf(customers.aiConsent, row, repair),
    updatedAt: updatedAtOf(mapping, row, { ...surroundings, repair }),
  });
  return entry.kind === 'customer' ? { ...entry, repairs: [...repairs, ...entry.repairs] } : entry;
}

function birthDateOf({ customers }: CustomerMapping, row: Row, { today, repair }: { today: string; repair: Repair }): string | null {
  const { birthDate } = customers;
  if (birthDate === undefined) return null;
  const read = readBirthDate(knownText(row(birthDate.column)), birthDate, today);
  if (read.repair) repair(read.repair);
  return read.observed?.known ? read.observed.said : null;
}

/** As RFC 3339 where it can be, else as it is, for the reader to say that it cannot be read. */
function updatedAtOf(
  { customers: { updatedAt } }: CustomerMapping,
  row: Row,
  { bank, today, repair }: Surroundings & { readonly repair: Repair },
): string | null {
  const text = updatedAt ? knownText(row(updatedAt.column)) : null;
  if (!updatedAt || text === null || /(Z|[+-]\d{2}:?\d{2})$/.test(text)) return text;
  const [day, clock] = dayAndClock(text);
  const parts = dateParts(day, updatedAt.order);
  if (updatedAt.isSure === false && parts !== null && isSwappable(day, parts)) {
    repair('ambiguousUpdatedAt');
    return null;
  }
  const date = transactionDate(day, updatedAt.order, today);
  return date === null ? text : zonedInstant(date, clockTime(clock)?.clock ?? '00:00:00', bank.timeZone);
}

function productsOf(text: string | null): string[] | null {
  const products = text?.split(BETWEEN_PRODUCTS).flatMap((product) => knownText(product) ?? []) ?? [];
  return products.length === 0 ? null : products;
}

function consentsOf(field: CustomerMapping['customers']['aiConsent'], row: Row, repair: Repair): { ai: boolean } | null {
  const said = field ? knownText(row(field.column))?.toLowerCase() : undefined;
  if (field === undefined || said === undefined) return null;
  if (field.yes.includes(said)) return { ai: true };
  if (field.no.includes(said)) return { ai: false };
  repair('invalidConsent');
  return null;
}
