import type { Entry } from '../entry.ts';
import { readOwnCustomer } from '../own/own-customer.ts';
import { knownText, type Repair } from '../text-value.ts';
import { readBirthDate } from './birth-date.ts';
import type { CustomerMapping, Field } from './mapping.ts';
import type { Row } from './reading.ts';

const BETWEEN_PRODUCTS = /[;|,]/;

/** The customer of a row of a customer file. @param today nobody is born after it, `YYYY-MM-DD` @throws RejectedError */
export function applyCustomerMapping(mapping: CustomerMapping, row: Row, today: string): Entry {
  const { customers } = mapping;
  const repairs = new Set<string>();
  const text = (field: Field | undefined): string | null => {
    if (field === undefined) return null;
    return knownText(typeof field === 'string' ? row(field) : field.constant);
  };
  const entry = readOwnCustomer({
    customerId: text(customers.customerId),
    name: text(customers.name),
    birthDate: birthDateOf(mapping, row, { today, repair: (name) => repairs.add(name) }),
    gender: text(customers.gender),
    city: text(customers.city),
    locale: text(customers.locale),
    timeZone: text(customers.timeZone),
    currency: text(customers.currency),
    occupation: text(customers.occupation),
    products: productsOf(text(customers.products)),
    consents: consentsOf(customers.aiConsent, row),
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

function productsOf(text: string | null): string[] | null {
  const products = text?.split(BETWEEN_PRODUCTS).flatMap((product) => knownText(product) ?? []) ?? [];
  return products.length === 0 ? null : products;
}

function consentsOf(field: CustomerMapping['customers']['aiConsent'], row: Row): { ai: boolean } | null {
  const said = field && knownText(row(field.column));
  return field && said ? { ai: field.yes.includes(said.toLowerCase()) } : null;
}
