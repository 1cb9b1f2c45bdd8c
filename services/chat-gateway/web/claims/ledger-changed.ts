import { createContext } from 'preact';

/** Called when the customer has changed what the ledger says, so that what shows it is read anew. */
export const LedgerChanged = createContext<() => void>(() => undefined);
