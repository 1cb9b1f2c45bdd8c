type Metadata = Readonly<Record<string, unknown>>;
type Test = (value: unknown, wanted: unknown) => boolean;

const equals: Test = (value, wanted) => (Array.isArray(value) ? value.includes(wanted) : value === wanted);
const isIn: Test = (value, wanted) => (wanted as unknown[]).some((each) => equals(value, each));
const compare =
  (holds: (value: number, bound: number) => boolean): Test =>
  (value, bound) =>
    typeof value === 'number' && holds(value, bound as number);

const OPERATORS: Readonly<Record<string, Test>> = {
  $eq: (value, wanted) => value !== undefined && equals(value, wanted),
  $ne: (value, wanted) => !equals(value, wanted),
  $in: (value, wanted) => value !== undefined && isIn(value, wanted),
  $nin: (value, wanted) => !isIn(value, wanted),
  $gt: compare((value, bound) => value > bound),
  $gte: compare((value, bound) => value >= bound),
  $lt: compare((value, bound) => value < bound),
  $lte: compare((value, bound) => value <= bound),
  $exists: (value, wanted) => (value !== undefined) === wanted,
};

/** Whether metadata passes a filter of Pinecone's. @throws Error for an operator that Pinecone does not know */
export function passes(metadata: Metadata, filter: unknown): boolean {
  return Object.entries(filter as Record<string, unknown>).every(([field, condition]) => {
    if (field === '$and') return (condition as unknown[]).every((each) => passes(metadata, each));
    if (field === '$or') return (condition as unknown[]).some((each) => passes(metadata, each));
    if (typeof condition !== 'object' || condition === null) return equals(metadata[field], condition);
    return Object.entries(condition).every(([operator, wanted]) => {
      const test = OPERATORS[operator];
      if (!test) throw new Error(`unknown operator ${operator}`);
      return test(metadata[field], wanted);
    });
  });
}
