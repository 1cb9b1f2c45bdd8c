import { runGateway } from './running-gateway.ts';
import { simulatedBank } from './simulated-bank.ts';

const bank = simulatedBank({ customers: 60, seed: 1, from: '2025-08-01', until: '2026-08-12' });
console.log('transactions', bank.transactions.length);
const g = await runGateway();
let t = performance.now();
await bank.load(g);
console.log('load ms', performance.now() - t);
const me = bank.customers[3]?.customerId ?? '';
for (const q of process.argv.slice(2).length
  ? process.argv.slice(2)
  : [
      'hi',
      'What can you do?',
      'What is my balance?',
      'How much did I spend last month?',
      'How much on groceries in July?',
      'What was my biggest expense this year?',
      'Where did my money go this month?',
      'Which shops do I spend most at?',
      'Did I spend more on dining out this month than last?',
      'What did I earn in June?',
      'show my last 3 transactions',
      'what are my subscriptions?',
      'anything unusual?',
      'what kind of customer am I?',
      'do you have an offer for me?',
      'transactions over ₹10,000 in July',
      'How do I block my card?',
      'How much did I spend on cash in the last 3 months?',
      'How much have I spent so far this year?',
      'how much money do I owe?',
      'How much did I spend on travel ever?',
      'what about fuel?',
      'top 3 expenses last month',
      'How much did I pay in fees this year?',
      'average spending per month?',
      'How much rent do I pay?',
      'When did I last pay rent?',
      'How much did I spend on 3 July?',
      'Can I afford a car?',
      'What did I spend yesterday?',
      'How much did I spend on fireworks?',
      'kitna kharch hua?',
      'मेरा बैलेंस क्या है?',
      'How much did I spend in the last 7 days?',
      'What is my savings account balance?',
      'How much is on my credit card?',
      'Did I get any refunds?',
    ]) {
  t = performance.now();
  const a = await g.call(me, '/chat', { method: 'POST', body: { message: q } });
  console.log(
    `\n> ${q}   [${Math.round(performance.now() - t)} ms, ${a.body.claims?.length} claims]\n${a.body.response ?? JSON.stringify(a.body)}`,
  );
}
await g.close();
