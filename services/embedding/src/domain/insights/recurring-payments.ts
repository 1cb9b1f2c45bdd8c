import type { RecurringInsight } from '@munshi/events/insights';
import type { Writer } from '@munshi/facts/write';
import type { PassageMetadata } from '../indexing/indexing.ts';

/** A passage for each payment that surely comes again and again, in or out. */
export function recurringPaymentsOf(insight: RecurringInsight, writer: Writer): PassageMetadata[] {
  const lasting = insight.streams.filter(({ state = 'mature' }) => state === 'mature');
  return lasting.map((stream) => ({
    kind: 'recurring',
    documentId: `recurring-${stream.streamId}`,
    title: `Regular payment: ${writer.name(stream.merchantName)}`,
    section: '',
    text: textOf(stream, writer),
    streamId: stream.streamId,
  }));
}

type Stream = RecurringInsight['streams'][number];

function textOf({ merchantName, kind, cadence, amount, nextDate }: Stream, writer: Writer): string {
  const size = writer.money({ ...amount, minor: Math.abs(amount.minor) });
  const said = amount.minor > 0 ? `${writer.name(merchantName)} pays you ${size}` : `You pay ${writer.name(merchantName)} ${size}`;
  const next = nextDate === null ? '' : ` The next one is expected on ${writer.date(nextDate)}.`;
  return `${said} regularly (${[kind, cadence].filter((word) => word !== '').join(', ')}).${next}`;
}
