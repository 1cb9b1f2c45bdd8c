const RAIL = /^(?:upi|pos|ecom|imps|neft|rtgs|nach|ach|ach d|bil|billpay|vps|vin|inb|mmt|dc|debit card|card)\s*[-/:*]\s*/i;
/** `UPI/DR/512345678901/LAXMI STORES/YESB/…`: direction and reference stand before the name, bank and address after it. */
const UPI = /^upi[/-](?:dr|cr|p2[amp])[/-]\d{6,}[/-]([^/]+).*$/i;
/** `POS XX4421 …`: the card it was. */
const CARD = /^(?:pos|ecom|si)\s+x+\d{4}\s+/i;
/** Who collected it for the merchant. */
const GATEWAY = /^(?:raz|razorpay|payu|cca|ccavenue|bd|billdesk|paytm|phonepe|bharatpe)\s*\*\s*(?=\p{L})/iu;
const TITLE = /^m\/s\.?\s+/i;
const TERMINAL = /\s*[#*]\s*\w{2,}$|\s+\d{4,}$/;
const LEGAL_FORM = /[\s,]+(?:pvt\.?|private|ltd\.?|limited|llp|inc\.?)$/i;

/**
 * A merchant's name as a person would write it: without payment rail, terminal number and legal form, in one case.
 * `POS/SWIGGY LIMITED *8812` and `Swiggy` become `Swiggy`. Null when nothing is left.
 */
export function merchantName(raw: string | null | undefined): string | null {
  if (!raw) return null;
  let name = raw.replace(UPI, '$1').replace(CARD, '').replace(RAIL, '').replace(GATEWAY, '').replace(TITLE, '').replace(/\s+/g, ' ').trim();
  for (let previous = ''; previous !== name; ) {
    previous = name;
    name = name.replace(TERMINAL, '').replace(LEGAL_FORM, '').trim();
  }
  if (name === '') return null;
  return name === name.toUpperCase() || name === name.toLowerCase() ? titleCase(name) : name;
}

const FROM_NAME = 'name:';

/** What stands for the merchant in habits and matches when the bank gives no id: letters and digits of the name. */
export function merchantKey(name: string | null): string | null {
  if (name === null) return null;
  const key = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  return key === '' ? null : `${FROM_NAME}${key}`;
}

/** Whether an id was made of a name, where the bank gave none: it may be a person's. */
export function isFromName(merchantId: string): boolean {
  return merchantId.startsWith(FROM_NAME);
}

function titleCase(text: string): string {
  return text.toLowerCase().replace(/(^|[\s\-/&.])(\p{L})/gu, (_all, before: string, letter: string) => before + letter.toUpperCase());
}
