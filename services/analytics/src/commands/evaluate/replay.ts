import { amountSurprise } from '../../domain/anomaly/amount-surprise.ts';
import { LOG_STEPS, type LogSums } from '../../domain/anomaly/habits.ts';
import { merchantSurprise } from '../../domain/anomaly/merchant-surprise.ts';
import { fitPrior, type Prior, priorOf } from '../../domain/anomaly/prior.ts';
import type { FeatureRow } from '../../domain/anomaly/scorecard.ts';
import { featureRow } from '../../domain/anomaly/scored-features.ts';
import { type CustomerMoments, emptyCustomerMoments, learnPayment } from '../../domain/features/customer-windows.ts';
import { emptyMerchantMoments, type MerchantMoments, moveMerchant, recentRisk } from '../../domain/features/merchant-windows.ts';
import { DAY_SECONDS } from '../../domain/features/moment-list.ts';
import type { PaymentScene } from '../../domain/features/payment-features.ts';
import type { CardPayment } from './card-payments.ts';

export interface ReplayedPayment {
  readonly payment: CardPayment;
  /** As `PaymentScene`, at the moment of the payment: the windows move on afterwards. */
  readonly scene: PaymentScene;
  readonly features: FeatureRow;
  /** Points of the amount, which reads no label. */
  readonly amountPoints: number;
  /** Points of the amount and of what old labels say of the merchant. */
  readonly labelPoints: number;
}

/** The file names no category and no currency: all amounts are of one kind. */
const KIND = 'INR uncategorised';

/**
 * The payments of a file once through the running features, in the order of time; those wanted are scored. A label becomes
 * known `delayDays` after its payment and not earlier: no score can have read a younger one.
 */
export function* replay(
  payments: readonly CardPayment[],
  { delayDays, isWanted }: { readonly delayDays: number; isWanted(payment: CardPayment): boolean },
): Generator<ReplayedPayment> {
  const customers = new Map<string, CustomerMoments>();
  const merchants = new Map<string, MerchantMoments>();
  const everybody = createEverybody();
  let labelled = 0;
  for (const payment of payments) {
    const { at, minor } = payment;
    for (let label = payments[labelled]; label !== undefined && label.at <= at - delayDays * DAY_SECONDS; label = payments[labelled]) {
      if (label.isFraud) moveMerchant(known(merchants, label.merchantId, emptyMerchantMoments), label.at, { payments: 0, frauds: 1 });
      labelled += 1;
    }
    const customer = known(customers, payment.customerId, emptyCustomerMoments);
    const merchant = known(merchants, payment.merchantId, emptyMerchantMoments);
    learnPayment(customer, { at, minor });
    moveMerchant(merchant, at, { payments: 1, frauds: 0 });
    if (isWanted(payment)) yield scored(payment, { customer, merchant, delayDays, prior: everybody.prior() });
    else everybody.learn(minor);
  }
}

interface Around {
  readonly customer: CustomerMoments;
  readonly merchant: MerchantMoments;
  readonly delayDays: number;
  readonly prior: Prior;
}

function scored(payment: CardPayment, { prior, customer, merchant: moments, delayDays }: Around): ReplayedPayment {
  const { at, minor } = payment;
  const time = new Date(at * 1000);
  const scene = { at, minor, hour: time.getUTCHours(), weekday: time.getUTCDay(), customer, merchant: { moments, at, delayDays } };
  const amount = amountSurprise({ customer, at, minor, everybody: priorOf(prior, KIND) })?.points ?? 0;
  const merchant = merchantSurprise(recentRisk(moments, at, delayDays));
  const features = featureRow(scene, new Map([['amount', amount] as const, ['merchant', merchant] as const]));
  return { payment, scene, features, amountPoints: amount, labelPoints: amount + merchant };
}

/** What everybody paid before the first payment that is scored. */
function createEverybody() {
  const sums: LogSums = [0, 0, 0];
  let fitted: Prior | null = null;
  return {
    learn(minor: number): void {
      if (fitted !== null) return;
      const log = Math.round(LOG_STEPS * Math.log(Math.max(1, minor)));
      sums[0] += 1;
      sums[1] += log;
      sums[2] += log * log;
    },
    prior(): Prior {
      fitted ??= fitPrior([{ [KIND]: sums }]);
      return fitted;
    },
  };
}

function known<Value>(values: Map<string, Value>, key: string, make: () => Value): Value {
  let value = values.get(key);
  if (value === undefined) {
    value = make();
    values.set(key, value);
  }
  return value;
}
