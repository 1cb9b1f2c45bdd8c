import { type DateOrderFound, dateOrderOf } from './date-order.ts';
import { type AnyMapping, customerMapping } from './mapping.ts';
import { findColumns, type Sample, valuesOf } from './sample.ts';
import { looksLikeTransactions } from './transaction-columns.ts';

/** Words for the columns of a customer file, without their spaces and signs; the likeliest first. */
const WORDS = {
  customerId: [
    ...['customerid', 'custid', 'clientid', 'cif', 'cifno', 'cifid', 'cifnumber', 'customerno', 'customernumber', 'customercode'],
    ...['clientno', 'clientnumber', 'memberid', 'id'],
  ],
  name: ['name', 'fullname', 'customername', 'clientname', 'custname'],
  firstName: ['firstname', 'givenname', 'forename'],
  lastName: ['lastname', 'surname', 'familyname'],
  birthDate: ['birthdate', 'dateofbirth', 'dob', 'customerdob', 'birthday'],
  gender: ['gender', 'sex', 'custgender'],
  city: ['city', 'town', 'location', 'custlocation', 'place', 'cityname', 'residencecity', 'currentcity'],
  occupation: ['occupation', 'profession', 'job', 'jobtitle', 'employment', 'occupationtype'],
  incomeBand: ['incomeband', 'incomegroup', 'incomerange', 'incomebracket', 'incomeslab', 'incomecategory', 'salaryband'],
  locale: ['locale', 'language', 'preferredlanguage', 'languagepreference', 'lang'],
  timeZone: ['timezone', 'tz'],
  currency: ['currency', 'ccy'],
  products: ['products', 'productsheld', 'productholdings', 'holdings', 'product', 'productlist'],
  updatedAt: [
    ...['updatedat', 'updated', 'lastupdated', 'lastupdatedon', 'lastupdate', 'modifieddate', 'modifiedat', 'modifiedon', 'lastmodified'],
    ...['asof', 'asofdate', 'effectivedate', 'snapshotdate', 'eventtime'],
  ],
  aiConsent: ['aiconsent', 'consentai', 'consenttoai', 'aioptin', 'consent'],
} as const;

/** What says that a table is of customers: an id beside none of these could be of anything. */
const TELLING = ['name', 'firstName', 'lastName', 'birthDate', 'gender', 'city', 'occupation', 'incomeBand', 'products'] as const;

/** A mapping of customers, where the columns are those of a customer file and not of transactions. */
export function proposeCustomers(sample: Sample): AnyMapping | null {
  const found = findColumns(WORDS, sample.columns);
  const { customerId, birthDate, aiConsent, updatedAt, ...others } = found;
  if (customerId === undefined || looksLikeTransactions(sample.columns) || !TELLING.some((name) => found[name] !== undefined)) return null;
  return customerMapping.parse({
    name: 'customers',
    rows: 'columns',
    recognisedBy: Object.values(found),
    customers: {
      customerId,
      ...others,
      ...(birthDate === undefined ? {} : { birthDate: birthDateField(birthDate, sample) }),
      ...(updatedAt === undefined ? {} : { updatedAt: { column: updatedAt, ...orderOf(updatedAt, sample) } }),
      ...(aiConsent === undefined ? {} : { aiConsent: { column: aiConsent } }),
    },
  });
}

/** Where no row tells day from month, a date of birth is taken only where it can be only one. */
function birthDateField(column: string, sample: Sample) {
  const { order, isSure } = orderOf(column, sample);
  return { column, order, dayAbove12Only: !isSure, placeholders: ['1800-01-01', '1900-01-01'] };
}

function orderOf(column: string, sample: Sample): DateOrderFound {
  return dateOrderOf(valuesOf(column, sample)) ?? { order: 'dmy', isSure: false };
}
