import type { UnitOfWork } from '@munshi/delivery/delivery';
import type { MunshiEvent } from '@munshi/events/event';
import type { Feedback } from '@munshi/events/feedback';
import { takeCorrection } from '../domain/corrections/corrections.ts';
import type { Word } from '../store/correction-repository.ts';
import { loadStates } from '../store/customer-repository.ts';
import { loadMoney } from '../store/money-repository.ts';
import { type AnalyticsContext, applyBatch, type CustomerChange } from './apply-batch.ts';

/** A target that names no source is of the bank. */
const DEFAULT_SOURCE = 'bank';

/** A category that the customer says wins over everything and is learned for its merchant. */
export async function applyCategories(
  events: readonly MunshiEvent<Feedback>[],
  unit: UnitOfWork,
  context: AnalyticsContext,
): Promise<void> {
  const said = events.filter(({ data: { value, detail } }) => value === 'category' && detail !== null);
  if (said.length === 0) return;
  const byCustomer = Map.groupBy(said, ({ key }) => key);
  const states = await loadStates(unit.tx, byCustomer.keys());
  const monies = await loadMoney(unit.tx, byCustomer.keys());
  const changes = [...byCustomer].flatMap(([customerId, own]): CustomerChange[] => {
    const [state, money, cause] = [states.get(customerId), monies.get(customerId), own.at(-1)];
    if (state === undefined || money === undefined || cause === undefined) return [];
    const words = own.flatMap(({ data: { target, detail, at } }): Word[] => {
      const key = target.id.includes('/') ? target.id : `${DEFAULT_SOURCE}/${target.id}`;
      if (!takeCorrection(money.corrections, { key, category: detail ?? '', at })) return [];
      const [source = '', ...rest] = key.split('/');
      return [{ customerId, source, transactionId: rest.join('/'), merchantId: null }];
    });
    return words.length === 0 ? [] : [{ state, events: [], newAccounts: [], words, cause }];
  });
  await applyBatch(changes, unit, context, monies);
}
