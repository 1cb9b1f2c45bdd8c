/** What other systems call the array in which they hand records over. */
const NAMES: ReadonlySet<string> = new Set([
  ...['transactions', 'customers', 'documents', 'records', 'data', 'items', 'rows', 'results', 'entries', 'txns', 'payments', 'clients'],
]);
/** Fields that make the outermost object a record itself. */
const OF_RECORDS: ReadonlySet<string> = new Set(['record', 'customerid', 'customer_id', 'amount', 'prompt', 'messages']);

/** Whether a list of that name is one of records. */
export function isNameOfRecords(name: string): boolean {
  return NAMES.has(name.toLowerCase());
}

/** Whether what has a field of that name is a record itself. */
export function isFieldOfRecord(name: string): boolean {
  return OF_RECORDS.has(name.toLowerCase());
}

/**
 * Where the array of records begins that a file's one JSON object holds, as `{"transactions":[{…}]}` does, however deep and
 * whatever stands before it; null where there is none in the first bytes.
 */
export function wrappedArrayAt(head: Buffer, from: number): number | null {
  const text = head.toString('latin1');
  const tokens = /\s*("[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^\s{}[\]:,"]+)/y;
  const open: string[] = [];
  let name = '';
  tokens.lastIndex = from;
  for (let match = tokens.exec(text); match; match = tokens.exec(text)) {
    const token = match[1] as string;
    if (token === '[' && isNameOfRecords(name) && !open.includes('[') && /\s*[{\]]/y.test(text.slice(tokens.lastIndex)))
      return tokens.lastIndex - 1;
    if (token === '{' || token === '[') open.push(token);
    else if (token === '}' || token === ']') {
      open.pop();
      if (open.length === 0) return null;
    } else if (token.startsWith('"')) {
      name = token.slice(1, -1);
      if (open.length === 1 && isFieldOfRecord(name) && /\s*:/y.test(text.slice(tokens.lastIndex))) return null;
    }
  }
  return null;
}
