import { expect, test } from 'vitest';
import { goalsWith, goalsWithout } from './goals-with.ts';

const trip = { goalId: 'a', name: 'Goa', currency: 'INR', target: 1, by: '2027-01-31', accountId: null, setOn: '2026-08-12' };
const car = { ...trip, goalId: 'b', name: 'Car' };

test('a goal is changed where it stands and keeps its day, a new one comes last, the others stay', () => {
  const { setOn: _day, ...changed } = { ...trip, target: 2 };
  expect(goalsWith([trip, car], changed)).toEqual([{ ...trip, target: 2 }, car]);
  const { goalId: _id, setOn: _set, ...fresh } = { ...trip, name: 'Bike' };
  expect(goalsWith([trip, car], fresh)).toEqual([trip, car, fresh]);
});

test('a goal that another page took away meanwhile is set anew under its id', () => {
  expect(goalsWith([car], trip)).toEqual([car, trip]);
});

test('a goal is taken away, and nothing else', () => {
  expect(goalsWithout([trip, car], 'a')).toEqual([car]);
  expect(goalsWithout([trip, car], 'none')).toEqual([trip, car]);
});
