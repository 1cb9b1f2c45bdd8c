import { expect, test } from 'vitest';
import { readPeriod } from './period-words.ts';

/** A Wednesday. */
const TODAY = '2026-08-12';

test.each([
  ['how much last month?', '2026-07-01', '2026-07-31'],
  ['this month', '2026-08-01', '2026-08-31'],
  ['the month before last', '2026-06-01', '2026-06-30'],
  ['this year', '2026-01-01', '2026-12-31'],
  ['last year', '2025-01-01', '2025-12-31'],
  ['year to date', '2026-01-01', '2026-12-31'],
  ['in July', '2026-07-01', '2026-07-31'],
  ['in Sept', '2025-09-01', '2025-09-30'],
  ['in August', '2026-08-01', '2026-08-31'],
  ['July 2025', '2025-07-01', '2025-07-31'],
  ['in July, 2025', '2025-07-01', '2025-07-31'],
  ['July last year', '2025-07-01', '2025-07-31'],
  ['in february of this year', '2026-02-01', '2026-02-28'],
  ['How much on groceries in May?', '2026-05-01', '2026-05-31'],
  ['in 2025', '2025-01-01', '2025-12-31'],
  ['in 2024-02', '2024-02-01', '2024-02-29'],
  ['on 2026-07-03', '2026-07-03', '2026-07-03'],
  ['2026-07-03..2026-07-05', '2026-07-03', '2026-07-05'],
  ['between 2026-07-03 and 2026-07-05', '2026-07-03', '2026-07-05'],
  ['on 3 July', '2026-07-03', '2026-07-03'],
  ['on the 3rd of July 2025', '2025-07-03', '2025-07-03'],
  ['July 3rd, 2026', '2026-07-03', '2026-07-03'],
  ['on 20 August', '2025-08-20', '2025-08-20'],
  ['03/07/2026', '2026-07-03', '2026-07-03'],
  ['from 1 July to 15 July', '2026-07-01', '2026-07-15'],
  ['1-15 July 2026', '2026-07-01', '2026-07-15'],
  ['from July 1 to August 5 2026', '2026-07-01', '2026-08-05'],
  ['from May to July', '2026-05-01', '2026-07-31'],
  ['from November to January', '2025-11-01', '2026-01-31'],
  ['since June', '2026-06-01', '2026-08-12'],
  ['since 5 August', '2026-08-05', '2026-08-12'],
  ['today', '2026-08-12', '2026-08-12'],
  ['yesterday', '2026-08-11', '2026-08-11'],
  ['this week', '2026-08-10', '2026-08-16'],
  ['last week', '2026-08-03', '2026-08-09'],
  ['last weekend', '2026-08-08', '2026-08-09'],
  ['in the last 7 days', '2026-08-06', '2026-08-12'],
  ['past two weeks', '2026-07-30', '2026-08-12'],
  ['the last three months', '2026-05-01', '2026-07-31'],
  ['this quarter', '2026-07-01', '2026-09-30'],
  ['last quarter', '2026-04-01', '2026-06-30'],
  ['next month', '2026-09-01', '2026-09-30'],
  ['ever', '1900-01-01', '2026-08-12'],
  ['between june and august', '2026-06-01', '2026-08-31'],
  ['between 5 and 20 june', '2026-06-05', '2026-06-20'],
  ['on monday', '2026-08-10', '2026-08-10'],
  ['on wednesday', '2026-08-12', '2026-08-12'],
  ['last wednesday', '2026-08-05', '2026-08-05'],
  ['last friday', '2026-08-07', '2026-08-07'],
  ['3 days ago', '2026-08-09', '2026-08-09'],
  ['two weeks ago', '2026-07-27', '2026-08-02'],
  ['2 months ago', '2026-06-01', '2026-06-30'],
  ['in Q2', '2026-04-01', '2026-06-30'],
  ['q4', '2025-10-01', '2025-12-31'],
  ['this financial year', '2026-04-01', '2027-03-31'],
  ['last financial year', '2025-04-01', '2026-03-31'],
  ['the first week of July', '2026-07-01', '2026-07-07'],
  ['second half of June', '2026-06-16', '2026-06-30'],
  ['last 10 days of june', '2026-06-21', '2026-06-30'],
  ['the last half year', '2026-02-01', '2026-07-31'],
])('%s', (text, from, to) => {
  expect(readPeriod(text, { today: TODAY })).toEqual({ from, to });
});

test.each(['What is my balance?', 'May I see my transactions?', 'the march of time', '32/13/2026', 'room 2024', 'my second card'])(
  '%s names no period',
  (text) => {
    expect(readPeriod(text, { today: TODAY })).toBeNull();
  },
);

const JULY = { from: '2026-07-01', to: '2026-07-31' };
const QUARTER = { from: '2026-04-01', to: '2026-06-30' };

test.each([
  ['and the month before?', JULY, '2026-06-01', '2026-06-30'],
  ['the one before', QUARTER, '2026-01-01', '2026-03-31'],
  ['the same month last year', JULY, '2025-07-01', '2025-07-31'],
  ['a year earlier', QUARTER, '2025-04-01', '2025-06-30'],
  ['and the day before', { from: '2026-07-10', to: '2026-07-10' }, '2026-07-09', '2026-07-09'],
  ['and the week before', { from: '2026-07-10', to: '2026-07-10' }, '2026-06-29', '2026-07-05'],
  ['the month before', { from: '2026-07-10', to: '2026-07-10' }, '2026-06-01', '2026-06-30'],
  ['the month before', null, '2026-07-01', '2026-07-31'],
])('%s, seen from the period spoken of', (text, about, from, to) => {
  expect(readPeriod(text, { today: TODAY, about })).toEqual({ from, to });
});
