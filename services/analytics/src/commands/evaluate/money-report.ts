import type { AnomalyFigures } from './anomalies.ts';
import type { MoneyFigures } from './money.ts';

/** The figures as a page: each next to its baselines, with what they were measured on. */
export function moneyReport(figures: MoneyFigures): string {
  const { customers, months, seed, until, tuningSeeds } = figures;
  const bank = `${customers} customers, ${months} months up to ${until}, seed ${seed}`;
  return [
    '# Evaluation of analytics',
    '',
    'Written by `npm run evaluate -- money`. Every figure is of the functions in `src/domain`, which the service runs.',
    '',
    `Simulated bank: ${bank}. Thresholds were set on the seeds ${tuningSeeds.join(', ')}, which are not judged.`,
    ...anomalySection(figures.anomalies),
    ...alertSection(figures),
    ...newCustomerSection(figures),
    ...recurringSection(figures),
    ...cashflowSection(figures),
    ...categorySection(figures),
    '',
  ].join('\n');
}

type Cell = string | number;

/** A table whose columns are as wide as their widest cell, as the formatter wants it. */
function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [first = [], ...others] = cells;
  return ['', line(first), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)];
}

/** The published models of the handbook on its own dates (Le Borgne et al., chapter 3). */
const PUBLISHED = [
  ['published: logistic regression', '0.871', '0.606', '0.291'],
  ['published: random forest', '0.867', '0.658', '0.287'],
];

function anomalySection(anomalies: MoneyFigures['anomalies']): string[] {
  if (anomalies === null) return ['', '## Card fraud', '', 'Not measured: no file was given (`--transactions FILE`).'];
  const { train, test, counts, scenarios } = anomalies;
  const rows = (
    name: string,
    { amountsOnly, delayedLabels, supervised }: Pick<AnomalyFigures, 'amountsOnly' | 'delayedLabels' | 'supervised'>,
  ) =>
    Object.entries({ amountsOnly, delayedLabels, supervised }).map(([method, one]) =>
      one === null
        ? [`${name}${method}`, 'too few labels', '', '']
        : [`${name}${method}`, ...[one.auc, one.averagePrecision, one.cardPrecisionAt100].map((figure) => figure.toFixed(3))],
    );
  return [
    '',
    '## Card fraud',
    '',
    `Fraud handbook, fitted on ${train}, judged on ${test}: ${counts.test} payments, ${counts.testFrauds} of them fraud, ${counts.leftOut} of known compromised cards left out. No label younger than seven days is read.`,
    ...table(['', 'AUC', 'AP', 'card precision@100'], [...rows('', anomalies), ...PUBLISHED]),
    ...table(
      ['by scenario', 'AUC', 'AP', 'card precision@100'],
      Object.entries(scenarios).flatMap(([scenario, one]) => rows(`${scenario}: `, one)),
    ),
  ];
}

function alertSection({ alerts, labelled }: MoneyFigures): string[] {
  const found = (kind: string, of: 'found' | 'named') => {
    const row = labelled.kinds.find((one) => one.kind === kind);
    return row === undefined ? '' : percent(row[of] / row.real);
  };
  const speaks =
    labelled.scorecardSince === null ? 'the habits went on speaking' : `a scorecard spoke for the first time on ${labelled.scorecardSince}`;
  return [
    '',
    '## Alerts',
    '',
    `With labels: ${labelled.answeringPercent} in 100 answer an alert, and as many report a strange payment that nobody alerted them of, on the day`,
    `after, as the truth has it, chosen by a hash of the transaction; ${labelled.labels} were said. Fitted every ${labelled.fittedEveryDays} days; ${speaks}.`,
    ...table(
      ['', 'without labels', 'with labels'],
      [
        ['alerts a customer and month', alerts.alertsAMonth.toFixed(2), labelled.alertsAMonth.toFixed(2)],
        ['of them name a labelled anomaly', percent(alerts.precision), percent(labelled.precision)],
      ],
    ),
    ...table(
      ['kind', 'anomalies', 'found', 'named so', 'found with labels', 'named so with labels'],
      alerts.kinds.map(({ kind, real, found: own, named }) => [
        kind,
        real,
        percent(own / real),
        percent(named / real),
        found(kind, 'found'),
        found(kind, 'named'),
      ]),
    ),
  ];
}

function newCustomerSection({ newCustomers }: MoneyFigures): string[] {
  const names = Object.keys(newCustomers[0]?.surprise ?? {});
  return [
    '',
    '## New customers',
    '',
    'How far their amounts are from what was foreseen (mean negative log likelihood of the logarithm, nats; less is better), by who fills',
    'in while the own history is short. Everybody and the segments (the bank’s income bands) are those of a bank of a tuning seed.',
    ...table(
      ['payments of a customer', 'payments', ...names],
      newCustomers.map(({ from, to, payments, surprise }) => [
        `${from} to ${to}`,
        payments,
        ...names.map((name) => (surprise[name] ?? 0).toFixed(3)),
      ]),
    ),
  ];
}

function recurringSection({ recurring: { methods, rows, cadenceRight } }: MoneyFigures): string[] {
  const names = Object.keys(methods);
  return [
    '',
    '## Recurring payments',
    '',
    `Streams with three payments, two where they are yearly. Of those found the cadence is named rightly for ${percent(cadenceRight)}.`,
    ...table(
      ['', 'found', 'real', 'precision', 'recall', 'F1'],
      Object.entries(methods).map(([name, { found, real, precision, recall, f1 }]) => [
        name,
        found,
        real,
        ...[precision, recall, f1].map((figure) => figure.toFixed(3)),
      ]),
    ),
    ...table(
      ['recall', 'streams', ...names],
      rows.map(({ name, real, recall }) => [name, real, ...names.map((method) => (recall[method] ?? 0).toFixed(3))]),
    ),
  ];
}

function cashflowSection({ cashflow }: MoneyFigures): string[] {
  const names = Object.keys(cashflow[0]?.pinball ?? {});
  return [
    '',
    '## Cash flow',
    '',
    'Balance of current and savings accounts, forecast from what was known on four days, against what became of it. Pinball loss is',
    'the mean over the levels 0.1, 0.5 and 0.9 (a baseline says one figure at each), then at 0.5 alone, as a share of a month’s spending.',
    ...table(
      ['days', 'forecasts', 'within the 80 % band', ...names, ...names.map((name) => `${name}, at 0.5`)],
      cashflow.map(({ horizon, forecasts, coverage, pinball, pinballOfMedian }) => [
        horizon,
        forecasts,
        percent(coverage),
        ...[pinball, pinballOfMedian].flatMap((losses) => names.map((name) => (losses[name] ?? 0).toFixed(3))),
      ]),
    ),
  ];
}

function categorySection({ categories }: MoneyFigures): string[] {
  return [
    '',
    '## Categories',
    '',
    'Of all payments at merchants; what nothing is claimed of counts as wrong in the first column.',
    ...table(
      ['', 'payments', 'right', 'claimed', 'right of claimed'],
      categories.map(({ name, payments, accuracy, claimed, rightOfClaimed }) => [
        name,
        payments,
        percent(accuracy),
        percent(claimed),
        percent(rightOfClaimed),
      ]),
    ),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
