/**
 * The names that a pickle may mention: what pandas, numpy and Python's own types write for data. They are read as words;
 * nothing of that name exists here, and nothing is called. Every other name refuses the pickle.
 */
export interface KnownName {
  /** What it means, whatever module a version keeps it in. */
  readonly word: string;
  /** Whether REDUCE may apply it to arguments. */
  readonly reduce: boolean;
  /** Whether NEWOBJ may name it as the class of an object. */
  readonly create: boolean;
  /** Whether BUILD may give the result a state. */
  readonly state: boolean;
}

const REDUCE = { reduce: true, create: false, state: false };
const REDUCE_STATE = { reduce: true, create: false, state: true };
const CREATE = { reduce: false, create: true, state: true };
const EITHER = { reduce: true, create: true, state: true };
const MENTION = { reduce: false, create: false, state: false };

type Row = readonly [modules: string, names: string, use: Omit<KnownName, 'word'>];

const ARRAYS = 'pandas.core.arrays';
const INDEXES = 'pandas.core.indexes';
const INTEGERS = 'Int8Dtype Int16Dtype Int32Dtype Int64Dtype UInt8Dtype UInt16Dtype UInt32Dtype UInt64Dtype';
const OFFSETS =
  'Day Hour Minute Second Milli Micro Nano Week MonthBegin MonthEnd QuarterBegin QuarterEnd YearBegin YearEnd BusinessDay BusinessMonthBegin BusinessMonthEnd';

/** Modules and names are lists with spaces between; a module's name is followed by each of the names. */
const ROWS: readonly Row[] = [
  ['numpy.core.multiarray numpy._core.multiarray', '_reconstruct', REDUCE_STATE],
  ['numpy.core.multiarray numpy._core.multiarray', 'scalar', REDUCE],
  ['numpy.core.numeric numpy._core.numeric', '_frombuffer', REDUCE],
  ['numpy', 'dtype', REDUCE_STATE],
  ['numpy numpy.rec numpy.core.records numpy._core.records', 'ndarray recarray record', MENTION],

  ['pandas pandas.core.frame', 'DataFrame', CREATE],
  ['pandas pandas.core.series', 'Series', CREATE],
  ['pandas.core.internals pandas.core.internals.managers', 'BlockManager SingleBlockManager', EITHER],
  ['pandas._libs.internals', '_unpickle_block', REDUCE],
  ['pandas._libs.arrays', '__pyx_unpickle_NDArrayBacked', REDUCE_STATE],
  [`${INDEXES}.base`, '_new_Index', REDUCE],
  [`${INDEXES}.datetimes`, '_new_DatetimeIndex', REDUCE],
  [`pandas ${INDEXES}.base`, 'Index', MENTION],
  [`pandas ${INDEXES}.numeric`, 'Int64Index UInt64Index Float64Index', MENTION],
  [`pandas ${INDEXES}.range`, 'RangeIndex', MENTION],
  [`pandas ${INDEXES}.datetimes`, 'DatetimeIndex', MENTION],
  [`pandas ${INDEXES}.timedeltas`, 'TimedeltaIndex', MENTION],
  [`pandas ${INDEXES}.category`, 'CategoricalIndex', MENTION],
  [`pandas ${INDEXES}.multi`, 'MultiIndex', MENTION],
  [`pandas.arrays ${ARRAYS}.datetimes`, 'DatetimeArray', CREATE],
  [`pandas.arrays ${ARRAYS}.timedeltas`, 'TimedeltaArray', CREATE],
  [`pandas pandas.arrays ${ARRAYS}.categorical`, 'Categorical', CREATE],
  [`pandas.arrays ${ARRAYS}.integer`, 'IntegerArray', CREATE],
  [`pandas.arrays ${ARRAYS}.floating`, 'FloatingArray', CREATE],
  [`pandas.arrays ${ARRAYS}.boolean`, 'BooleanArray', CREATE],
  [`pandas.arrays ${ARRAYS}.string_`, 'StringArray StringArrayNumpySemantics', CREATE],
  [`pandas.arrays ${ARRAYS}.string_arrow`, 'ArrowStringArray ArrowStringArrayNumpySemantics', CREATE],
  [`pandas.arrays ${ARRAYS}.arrow ${ARRAYS}.arrow.array`, 'ArrowExtensionArray', CREATE],
  [`pandas ${ARRAYS}.integer`, INTEGERS, EITHER],
  [`pandas ${ARRAYS}.floating`, 'Float32Dtype Float64Dtype', EITHER],
  [`pandas ${ARRAYS}.boolean`, 'BooleanDtype', EITHER],
  [`pandas ${ARRAYS}.string_`, 'StringDtype', EITHER],
  ['pandas pandas.core.dtypes.dtypes', 'ArrowDtype CategoricalDtype DatetimeTZDtype', EITHER],
  ['pandas pandas._libs.missing', 'NA', MENTION],
  ['pandas._libs.tslibs.nattype', '_nat_unpickle __nat_unpickle', REDUCE],
  ['pandas._libs.tslibs.timestamps', '_unpickle_timestamp', REDUCE],
  ['pandas._libs.tslibs.offsets', OFFSETS, EITHER],
  ['pyarrow.lib', '_restore_array type_for_alias py_buffer chunked_array', REDUCE],

  // known, so that their refusal can say which column they are in and what to do
  [`pandas.arrays ${ARRAYS}.period`, 'PeriodArray', CREATE],
  [`pandas.arrays ${ARRAYS}.interval`, 'IntervalArray', CREATE],
  [`pandas.arrays ${ARRAYS}.sparse ${ARRAYS}.sparse.array`, 'SparseArray', CREATE],
  ['pandas pandas.core.dtypes.dtypes', 'PeriodDtype IntervalDtype SparseDtype', EITHER],
  ['pandas._libs.interval', '__pyx_unpickle_IntervalMixin', REDUCE_STATE],
  ['pandas._libs.sparse', 'IntIndex BlockIndex', EITHER],
  [`${INDEXES}.interval`, '_new_IntervalIndex', REDUCE],
  [`pandas ${INDEXES}.interval`, 'IntervalIndex', MENTION],
  [`${INDEXES}.period`, '_new_PeriodIndex', REDUCE],
  [`pandas ${INDEXES}.period`, 'PeriodIndex', MENTION],

  ['datetime', 'date datetime timedelta timezone', REDUCE],
  ['decimal', 'Decimal', REDUCE],
  ['pytz', '_UTC _FixedOffset _p', REDUCE],
  ['zoneinfo', 'ZoneInfo', MENTION],
  ['zoneinfo', 'ZoneInfo._unpickle', REDUCE],
  ['builtins __builtin__', 'slice bytes bytearray set frozenset getattr', REDUCE],
  ['builtins __builtin__', 'object list dict', MENTION],
  ['copyreg copy_reg', '_reconstructor', REDUCE],
  ['collections', 'OrderedDict defaultdict', REDUCE],
  ['uuid', 'UUID', CREATE],
  ['_codecs', 'encode', REDUCE],
];

const KNOWN: KnownName[] = [];
const INDEX = new Map<string, number>();
for (const [modules, names, use] of ROWS) {
  for (const name of names.split(' ')) {
    KNOWN.push({ word: name, ...use });
    for (const module of modules.split(' ')) INDEX.set(`${module} ${name}`, KNOWN.length - 1);
  }
}

/** The index of a name, or -1 for one that is not known. */
export function findName(module: string, name: string): number {
  return INDEX.get(`${module} ${name}`) ?? -1;
}

export function nameAt(index: number): KnownName {
  return KNOWN[index] as KnownName;
}
