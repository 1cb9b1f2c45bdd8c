/** What a customer said of a transaction of theirs. */
export interface Label {
  readonly isFraud: boolean;
  /** When they said so; a later word takes the place of an earlier one. */
  readonly at: string;
  /** The date of that, where the bank is. */
  readonly on: string;
}

/** By transaction id. */
export type Labels = Record<string, Label>;

/** Takes a word on a transaction in, unless a later one is known; gives whether it stands now; changes `labels`. */
export function takeLabel(labels: Labels, transactionId: string, label: Label): boolean {
  const known = labels[transactionId];
  if (known !== undefined && known.at >= label.at) return false;
  labels[transactionId] = label;
  return true;
}

/** The date on which a customer said that a transaction was not theirs; null where they did not. */
export function disownedOn(labels: Labels, transactionId: string): string | null {
  const label = labels[transactionId];
  return label?.isFraud ? label.on : null;
}
