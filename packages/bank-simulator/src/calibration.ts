/**
 * What is published of a real Indian bank: the "Bank Customer Segmentation (1M+ Transactions)" file, quantiles and shares measured on
 * 29,560 of its rows (August to October 2016). Facts only, no row of it.
 */

/** Rupees at the quantiles 0.00, 0.01 … 0.99 of a transaction's amount. */
export const AMOUNT_QUANTILES: readonly number[] = [
  0, 8, 11.2, 20, 23, 29, 30, 36, 45, 50, 50, 50, 54, 60, 70, 85, 97, 100, 100, 100, 101, 110, 120, 135, 147, 150, 163, 175, 189, 199, 200,
  200, 200, 210, 220, 235, 247.48, 250, 259, 270.02, 289, 299, 300, 305, 321.99, 343, 353, 370, 390.49, 400, 424, 449, 470, 498, 500, 500,
  501, 527, 552, 586, 600, 621.78, 650, 685, 700.32, 744, 786, 810, 859.18, 900, 954.5, 1000, 1000, 1008.6, 1063.19, 1120, 1190, 1250,
  1308.02, 1397, 1495, 1530.79, 1642, 1747.01, 1851.35, 1990, 2036.48, 2199, 2370.92, 2554.61, 2799, 3001, 3358, 3777.48, 4251, 4999,
  5862.18, 7397.69, 10207.38, 18500,
];

/** The last hundredth: [quantile, rupees]. */
export const AMOUNT_TAIL: readonly (readonly [number, number])[] = [
  [0.99, 18500],
  [0.995, 29933.22],
  [0.999, 70220.5],
  [0.9995, 100000],
  [1, 510005.16],
];

/** Share of amounts that are whole rupees. */
export const WHOLE_RUPEES = 0.88312;

/** Share of transactions by hour of the day, 0 to 23. */
export const HOURS: readonly number[] = [
  0.01796, 0.00836, 0.00555, 0.00453, 0.00457, 0.00518, 0.00788, 0.01532, 0.02121, 0.0318, 0.04073, 0.04736, 0.0546, 0.06198, 0.06353,
  0.06089, 0.06137, 0.06532, 0.07564, 0.09252, 0.09405, 0.07828, 0.05271, 0.02865,
];

/** Share of transactions by day of the week, Monday first. */
export const WEEKDAYS: readonly number[] = [0.1505, 0.1377, 0.1327, 0.143, 0.1257, 0.1445, 0.1658];

/** Years at quantiles of a customer's age; the ends are the youngest and the oldest that a bank of today would have. */
export const AGE_QUANTILES: readonly (readonly [number, number])[] = [
  [0, 17.2],
  [0.01, 19],
  [0.05, 22],
  [0.1, 23],
  [0.25, 25],
  [0.5, 29],
  [0.75, 34],
  [0.9, 42],
  [0.95, 48],
  [0.99, 63],
  [1, 88],
];

/** Share of men among customers. */
export const MEN = 0.72148;

/** Rupees of the median amount by gender, and up to and including an age. */
export const MEDIAN_BY_GENDER = { F: 503.2, M: 387 } as const;
export const MEDIAN_BY_AGE: readonly (readonly [upTo: number, rupees: number])[] = [
  [20, 200],
  [25, 250],
  [30, 359],
  [35, 500],
  [45, 719.2],
  [60, 1000],
  [110, 1115],
];
