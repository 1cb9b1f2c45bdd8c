/** Who may have the backend: a connection. */
export interface Party {
  /** Goes before others when nobody holds the backend. */
  readonly urgent: boolean;
}

export interface Turn {
  /** Null for upkeep. */
  readonly party: Party | null;
  run(): void | Promise<void>;
}

export interface TurnQueue {
  add(turn: Turn): void;
  /** From now on only this party has turns (it is in a transaction); null lets everyone. */
  hold(party: Party | null): void;
  /** Who holds the backend and has asked it nothing, and since when (milliseconds). */
  standingStill(): { readonly party: Party; readonly sinceMs: number } | null;
  isHeldBy(party: Party): boolean;
  /** Forgets the turns of a party that has left. */
  forget(party: Party): void;
  activity(): { readonly turns: number; readonly waiting: number };
  /** No more turns. */
  stop(): void;
}

/**
 * One turn at a time, in the order of asking; the holder alone while there is one, urgent ones first while there is none.
 * After each turn the event loop goes round, so that what has arrived meanwhile is weighed before the next.
 */
export function createTurnQueue(onFailure: (error: unknown) => void): TurnQueue {
  const turns: Turn[] = [];
  let holder: Party | null = null;
  let heldAt = 0;
  let taken = 0;
  let state: 'free' | 'scheduled' | 'running' | 'stopped' = 'free';

  const next = (): number => {
    if (holder) return turns.findIndex((turn) => turn.party === holder);
    const urgent = turns.findIndex((turn) => turn.party?.urgent);
    return urgent >= 0 || turns.length === 0 ? urgent : 0;
  };
  const schedule = (): void => {
    if (state !== 'free' || next() < 0) return;
    state = 'scheduled';
    setImmediate(take);
  };
  const take = (): void => {
    if (state !== 'scheduled') return;
    const index = next();
    const turn = turns[index];
    state = 'free';
    if (!turn) return;
    turns.splice(index, 1);
    state = 'running';
    taken += 1;
    try {
      const work = turn.run();
      if (work) work.then(done, fail);
      else done();
    } catch (error) {
      fail(error);
    }
  };
  const done = (): void => {
    if (state === 'running') state = 'free';
    schedule();
  };
  const fail = (error: unknown): void => {
    state = 'stopped';
    onFailure(error);
  };

  return {
    add(turn) {
      turns.push(turn);
      schedule();
    },
    hold(party) {
      holder = party;
      heldAt = Date.now();
      schedule();
    },
    standingStill: () => (holder && state !== 'running' && next() < 0 ? { party: holder, sinceMs: Date.now() - heldAt } : null),
    isHeldBy: (party) => holder === party,
    forget(party) {
      for (let index = turns.length - 1; index >= 0; index -= 1) if (turns[index]?.party === party) turns.splice(index, 1);
    },
    activity: () => ({ turns: taken, waiting: turns.length }),
    stop() {
      state = 'stopped';
    },
  };
}
