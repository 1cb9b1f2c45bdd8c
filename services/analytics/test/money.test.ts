import { moneySuite } from './money-suite.ts';

moneySuite('money on embedded ports');
