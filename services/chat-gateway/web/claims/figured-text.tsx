import type { Claim } from '@munshi/events/claim';
import { useId, useState } from 'preact/hooks';
import type { PlacedClaim } from '../gateway/shapes.ts';
import { ClaimProof } from './claim-proof.tsx';
import { piecesOf } from './place-claims.ts';

/** Longer is a passage, which has to break. */
const LONGEST_FIGURE = 24;

interface FiguredTextProps {
  readonly text: string;
  readonly claims: readonly PlacedClaim[];
  readonly openId: string | null;
  readonly proofId: string;
  onToggle(claim: Claim): void;
}

/** A text whose figures are buttons that open what is behind them. */
export function FiguredText({ text, claims, openId, proofId, onToggle }: FiguredTextProps) {
  return (
    <>
      {piecesOf(text, claims).map(({ text: piece, claim, before, after }, at) =>
        claim === null ? (
          piece
        ) : (
          <span key={at} class={piece.length <= LONGEST_FIGURE ? 'unbroken' : undefined}>
            {before}
            <button
              type="button"
              class={typeof claim.value === 'string' ? 'figure figure-word' : 'figure'}
              data-claim={claim.id}
              aria-expanded={openId === claim.id}
              aria-controls={openId === claim.id ? proofId : undefined}
              onClick={() => onToggle(claim)}
            >
              {piece}
            </button>
            {after}
          </span>
        ),
      )}
    </>
  );
}

export interface OpenClaim {
  readonly openId: string | null;
  readonly proofId: string;
  toggle(claim: Claim): void;
  /** What is behind the open figure; nothing while none is open. */
  readonly proof: preact.JSX.Element | null;
}

/** One figure at a time stands open; closing it gives the focus back to its figure. */
export function useOpenClaim(): OpenClaim {
  const proofId = useId();
  const [open, setOpen] = useState<Claim | null>(null);
  function close(): void {
    const button = open && document.querySelector<HTMLElement>(`[data-claim="${CSS.escape(open.id)}"]`);
    setOpen(null);
    button?.focus();
  }
  return {
    openId: open?.id ?? null,
    proofId,
    toggle: (claim) => (open?.id === claim.id ? close() : setOpen(claim)),
    proof: open && <ClaimProof key={open.id} id={proofId} claim={open} onClose={close} />,
  };
}
