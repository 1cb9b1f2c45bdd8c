import { type RawBuilder, sql } from 'kysely';
import type { Filter } from '../vector-store.ts';

/** A condition on the column `metadata`, true for an empty filter. An absent field meets none. */
export function filterSql(filter: Filter): RawBuilder<unknown> {
  const conditions = Object.entries(filter).map(([field, condition]) => conditionSql(field, condition));
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

function conditionSql(field: string, condition: Filter[string]): RawBuilder<unknown> {
  if ('eq' in condition) return holdsAny(field, [condition.eq]);
  if ('in' in condition) return holdsAny(field, condition.in);
  const value = sql`metadata -> ${field}::text`;
  const bound = 'gte' in condition ? sql`>= ${condition.gte}::float8` : sql`<= ${condition.lte}::float8`;
  return sql`case when jsonb_typeof(${value}) = 'number' then (${value})::text::float8 ${bound} else false end`;
}

/** The field is one of these, or a list that holds one. In these words a `jsonb_path_ops` index serves it. */
function holdsAny(field: string, values: readonly unknown[]): RawBuilder<unknown> {
  const forms = values.flatMap((value) => [{ [field]: value }, { [field]: [value] }]);
  return sql`(${sql.join(
    forms.map((form) => sql`metadata @> ${JSON.stringify(form)}::jsonb`),
    sql` or `,
  )})`;
}
