import { arrowColumn } from './arrow-array.ts';
import { arrayColumn, type Column, cellColumn, placesOf } from './column.ts';
import { cellReader, instantText, type NumpyArray, numpyArrayOf } from './numpy-array.ts';
import { type Applied, appliedOf, fieldsOf, integerOf, itemsOf, type Pickle, refuseValue, wordOf } from './pickle.ts';
import { zoneOf } from './python-time.ts';
import type { Token } from './value-arena.ts';

/** The column of an array of numpy, pandas or Arrow, or of an index. @throws PickleRefusedError where it is none that is read */
export function columnOf(pickle: Pickle, token: Token | undefined, of = 0): Column {
  const array = numpyArrayOf(pickle, token);
  if (array) return arrayColumn(pickle, token as Token, array, of);
  const applied = appliedOf(pickle, token);
  switch (applied && classOf(pickle, applied)) {
    case 'ArrowStringArray':
    case 'ArrowStringArrayNumpySemantics':
    case 'ArrowExtensionArray': {
      const fields = fieldsOf(pickle, applied?.state);
      return arrowColumn(pickle, fields?.get('_pa_array') ?? fields?.get('_data'));
    }
    case 'IntegerArray':
    case 'FloatingArray':
    case 'BooleanArray':
      return maskedColumn(pickle, token as Token, applied as Applied);
    case 'StringArray':
    case 'StringArrayNumpySemantics':
      return columnOf(pickle, partsOf(pickle, applied as Applied).values, of);
    case 'Categorical':
      return categoricalColumn(pickle, token as Token, applied as Applied);
    case 'DatetimeArray':
    case 'TimedeltaArray':
      return timesColumn(pickle, token as Token, { applied: applied as Applied, of });
    default:
      return refuseValue(pickle, token, FOREIGN_ARRAYS[(applied && classOf(pickle, applied)) ?? ''] ?? 'this array is not read');
  }
}

/** What is done about arrays that are not read. */
const FOREIGN_ARRAYS: Readonly<Record<string, string>> = {
  PeriodArray: 'periods are not read: give them as text, with .astype(str)',
  IntervalArray: 'intervals are not read: give them as text, with .astype(str)',
  SparseArray: 'sparse values are not read: give all of them, with .sparse.to_dense()',
};

/** The class that an application makes an object of. */
function classOf(pickle: Pickle, { word, args }: Applied): string | null {
  if (!word.startsWith('__pyx_unpickle_')) return word;
  return wordOf(pickle, args[0]);
}

/** The array and the type in the state of an object, in whatever order and form a version writes them. */
function partsOf(pickle: Pickle, { state }: Applied): { values: Token | undefined; type: Token | undefined } {
  const fields = fieldsOf(pickle, state);
  const parts = itemsOf(pickle, state) ?? new Int32Array();
  const [dtype, values] = fields
    ? [fields.get('_dtype'), fields.get('_codes') ?? fields.get('_ndarray') ?? fields.get('_data')]
    : [parts.find((part) => isType(pickle, part)), parts.find((part) => numpyArrayOf(pickle, part) !== null)];
  return { values, type: dtype };
}

function isType(pickle: Pickle, token: Token): boolean {
  return appliedOf(pickle, token)?.word.toLowerCase().endsWith('dtype') ?? false;
}

/** Values beside a mask that says which of them are unknown. */
function maskedColumn(pickle: Pickle, token: Token, { state }: Applied): Column {
  const fields = fieldsOf(pickle, state);
  const values = columnOf(pickle, fields?.get('_data'));
  const mask = bytesArray(pickle, fields?.get('_mask'));
  if (mask === null || mask.shape[0] !== values.length) return refuseValue(pickle, token, 'a mask does not fit its array');
  const isUnknown = cellReader(pickle, token, mask);
  return {
    length: values.length,
    write: (row, line) => (isUnknown(row) ? line.value(null) : values.write(row, line)),
  };
}

function categoricalColumn(pickle: Pickle, token: Token, applied: Applied): Column {
  const { values, type } = partsOf(pickle, applied);
  const codes = bytesArray(pickle, values);
  const dtype = appliedOf(pickle, type);
  const categories = indexValues(pickle, fieldsOf(pickle, dtype?.state)?.get('categories') ?? dtype?.args[0]);
  if (codes === null) return refuseValue(pickle, token, 'a categorical has no codes');
  const code = cellReader(pickle, token, codes);
  return {
    length: codes.shape[0] ?? 0,
    write(row, line) {
      const category = Number(code(row));
      if (category >= 0 && category < categories.length) categories.write(category, line);
      else line.value(null);
    },
  };
}

function timesColumn(pickle: Pickle, token: Token, { applied, of }: { applied: Applied; of: number }): Column {
  const { values, type } = partsOf(pickle, applied);
  const array = numpyArrayOf(pickle, values);
  if (array === null || array.objects) return refuseValue(pickle, token, 'an array of times has no values');
  const dtype = appliedOf(pickle, type);
  if (dtype?.word !== 'DatetimeTZDtype') return arrayColumn(pickle, values as Token, array, of);
  const zone = zoneOf(pickle, fieldsOf(pickle, dtype.state)?.get('tz') ?? dtype.args[1]);
  if (zone === null) return refuseValue(pickle, token, 'a time zone is not one that is read');
  const steps = cellReader(pickle, token, { ...array, dtype: { ...array.dtype, kind: 'i' } });
  const places = placesOf(pickle, token, array, of);
  return cellColumn(places.length, (row) => instantText(BigInt(steps(places.at(row)) as number | bigint), array.dtype.step, zone));
}

function bytesArray(pickle: Pickle, token: Token | undefined): NumpyArray | null {
  const array = numpyArrayOf(pickle, token);
  return array && !array.objects && array.shape.length === 1 ? array : null;
}

const FOREIGN_INDEXES: Readonly<Record<string, string>> = {
  _new_IntervalIndex: FOREIGN_ARRAYS.IntervalArray as string,
  _new_PeriodIndex: FOREIGN_ARRAYS.PeriodArray as string,
};

/** The values of an index: RangeIndex counts, every other has an array. */
export function indexValues(pickle: Pickle, token: Token | undefined): Column {
  const applied = appliedOf(pickle, token);
  if (applied?.word !== '_new_Index' && applied?.word !== '_new_DatetimeIndex') {
    return refuseValue(pickle, token, FOREIGN_INDEXES[applied?.word ?? ''] ?? 'this index is not read');
  }
  if (wordOf(pickle, applied.args[0]) === 'MultiIndex') {
    return refuseValue(pickle, token, 'columns with more than one level are not read: flatten them, as with df.columns.map("_".join)');
  }
  const fields = fieldsOf(pickle, applied.args[1]);
  const data = fields?.get('data');
  if (data !== undefined) return columnOf(pickle, data);
  const [start, stop, step] = ['start', 'stop', 'step'].map((name) => integerOf(pickle, fields?.get(name)) ?? 0) as [
    number,
    number,
    number,
  ];
  if (step === 0) return refuseValue(pickle, token, 'this index is not read');
  return cellColumn(Math.max(0, Math.ceil((stop - start) / step)), (row) => start + row * step);
}
