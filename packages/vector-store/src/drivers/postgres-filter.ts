import { type RawBuilder, sql } from 'kysely';
import type { Filter } from '../vector-store.ts';

/** A condition on the column `metadata`, true for an empty filter. An absent field gives null, which is not true. */
export function filterSql(filter: Filter): RawBuilder<unknown> {
  const conditions = Object.entries(filter).map(([field, condition]) => conditionSql(sql`metadata -> ${field}::text`, condition));
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

function conditionSql(value: RawBuilder<unknown>, condition: Filter[string]): RawBuilder<unknown> {
  // `@>` between a list and a scalar is membership, between two scalars equality of type and value.
  if ('eq' in condition) return sql`(${value}) @> ${JSON.stringify(condition.eq)}::jsonb`;
  if ('in' in condition) {
    return sql`exists (select from jsonb_array_elements(${JSON.stringify(condition.in)}::jsonb) wanted(item) where (${value}) @> item)`;
  }
  const bound = 'gte' in condition ? sql`>= ${condition.gte}::float8` : sql`<= ${condition.lte}::float8`;
  return sql`case when jsonb_typeof(${value}) = 'number' then (${value})::text::float8 ${bound} else false end`;
}
