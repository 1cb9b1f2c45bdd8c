import type { Fact } from '@munshi/facts/fact';

/** How a fact was found: the same tool with the same arguments finds it again. */
export interface Recipe {
  readonly tool: string;
  readonly args: unknown;
}

export type FactDraft = Omit<Fact, 'id'>;

/** References for a template to one fact. */
export interface Ref {
  readonly id: string;
  readonly value: string;
  readonly period: string;
  /** The period with its preposition. */
  readonly when: string;
  readonly asOf: string;
}

/** The facts of one answer. */
export interface FactBook {
  readonly facts: readonly Fact[];
  recipeOf(factId: string): (Recipe & { readonly key: string }) | undefined;
  /** The pen of one tool's run. */
  penOf(recipe: Recipe): Pen;
}

export interface Pen {
  add(draft: FactDraft): Ref;
}

export function createFactBook(): FactBook {
  const facts: Fact[] = [];
  const recipes = new Map<string, Recipe & { key: string }>();
  const known = new Map<string, Ref>();
  return {
    facts,
    recipeOf: (factId) => recipes.get(factId),
    penOf(recipe) {
      const places = new Map<string, number>();
      return {
        add(draft) {
          const name = `${draft.fact}|${draft.label}`;
          const place = places.get(name) ?? 0;
          places.set(name, place + 1);
          const same = JSON.stringify([draft.fact, draft.label, draft.value, draft.period, draft.asOf, draft.evidence]);
          const existing = known.get(same);
          if (existing) return existing;
          const id = `f${facts.length + 1}`;
          facts.push({ id, ...draft });
          recipes.set(id, { ...recipe, key: `${name}|${place}` });
          const ref = { id, value: `{{${id}}}`, period: `{{${id}.period}}`, when: `{{${id}.when}}`, asOf: `{{${id}.asOf}}` };
          known.set(same, ref);
          return ref;
        },
      };
    },
  };
}
