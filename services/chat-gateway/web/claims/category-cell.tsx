import { CATEGORIES, type Category } from '@munshi/events/spending';
import { useContext, useEffect, useId, useRef, useState } from 'preact/hooks';
import { gateway, wordsFor } from '../gateway/calls.ts';
import type { TransactionItem } from '../gateway/shapes.ts';
import { useReader } from '../reading/reader.ts';
import { LedgerChanged } from './ledger-changed.ts';

const CHOICES = (Object.keys(CATEGORIES) as Category[]).filter((id) => id !== 'uncategorised');
/** How often, and how many times, the ledger is asked whether it shows the correction. */
const ASK_MS = 400;
const MOST_ASKED = 15;

interface CategoryCellProps {
  readonly transaction: TransactionItem;
  /** Whom or what it was paid to, for who hears the page. */
  readonly name: string;
}

/** The category of a transaction, which its customer may correct: what they say wins, and is learned for the merchant. */
export function CategoryCell({ transaction, name }: CategoryCellProps) {
  const reader = useReader();
  const ledgerChanged = useContext(LedgerChanged);
  const [category, setCategory] = useState<string>(transaction.category);
  const [isOpen, setOpen] = useState(false);
  const [said, setSaid] = useState('');
  const button = useRef<HTMLButtonElement>(null);
  const hadFocus = useRef(false);

  useEffect(() => {
    if (!isOpen && hadFocus.current) button.current?.focus();
    hadFocus.current = isOpen;
  }, [isOpen]);

  async function correct(to: string): Promise<void> {
    try {
      await gateway.correctCategory(transaction.transactionId, to);
      setCategory(to);
      setSaid('Corrected, and learned for the next ones.');
      setOpen(false);
      await isShown(transaction.transactionId, to).catch(() => undefined);
      ledgerChanged();
    } catch (error) {
      setSaid(wordsFor(error));
      setOpen(false);
    }
  }

  // Money between own accounts is no spending, whatever it is called.
  if (transaction.transferMatch != null) return <>{reader.category(category)}</>;
  return (
    <>
      {isOpen ? (
        <CategoryForm chosen={category} name={name} onSave={correct} onCancel={() => setOpen(false)} />
      ) : (
        <button
          ref={button}
          type="button"
          class="category-button"
          aria-label={`Category of ${name}: ${reader.category(category)}. Change`}
          onClick={() => setOpen(true)}
        >
          {reader.category(category)}
        </button>
      )}
      <small role="status">{said}</small>
    </>
  );
}

/** Until the ledger shows the correction: analytics has then taken it in. Gives up after a while; it is learned all the same. */
async function isShown(transactionId: string, category: string): Promise<void> {
  for (let asked = 0; asked < MOST_ASKED; asked += 1) {
    if ((await gateway.transaction(transactionId)).category === category) return;
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }
}

interface CategoryFormProps {
  readonly chosen: string;
  readonly name: string;
  onSave(category: string): Promise<void>;
  onCancel(): void;
}

function CategoryForm({ chosen, name, onSave, onCancel }: CategoryFormProps) {
  const reader = useReader();
  const id = useId();
  const [category, setCategory] = useState(chosen);
  const choice = useRef<HTMLSelectElement>(null);
  useEffect(() => choice.current?.focus(), []);
  return (
    <form
      class="category-form"
      onSubmit={(event) => {
        event.preventDefault();
        void onSave(category);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <label class="visually-hidden" for={id}>
        Category of {name}
      </label>
      <select id={id} ref={choice} value={category} onChange={(event) => setCategory(event.currentTarget.value)}>
        {chosen === 'uncategorised' && <option value="uncategorised">{reader.category('uncategorised')}</option>}
        {CHOICES.map((one) => (
          <option key={one} value={one}>
            {reader.category(one)}
          </option>
        ))}
      </select>
      <button type="submit" class="quiet" disabled={category === chosen}>
        Save
      </button>
      <button type="button" class="quiet" onClick={onCancel}>
        Cancel
      </button>
    </form>
  );
}
