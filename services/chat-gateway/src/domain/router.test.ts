import { describe, expect, test } from 'vitest';
import type { Plan } from './plan.ts';
import { route } from './router.ts';

const options = {
  today: '2026-08-12',
  currency: 'INR',
  merchants: [
    { name: 'Big Bazaar', category: 'groceries' },
    { name: 'Cafe Coffee Day', category: 'dining' },
    { name: 'Delhi Public School', category: 'education' },
    { name: 'Shell', category: 'fuel' },
    { name: "Domino's Pizza", category: 'dining' },
    { name: 'Swiggy', category: 'dining' },
    { name: 'Zepto', category: 'groceries' },
    { name: 'Reliance Digital', category: 'shopping' },
    { name: 'Reliance Fresh', category: 'groceries' },
    { name: 'Hyderabad Electricity Board', category: 'utilities' },
    { name: 'Metro Builders', category: 'salary' },
    { name: 'Rahul Sharma', category: 'transfer' },
  ],
};
const intentOf = (question: string) => route(question, options, null).intent;

describe('a question names its intent', () => {
  test.each([
    ['What is my balance?', 'balance'],
    ['how much money do I have left', 'balance'],
    ['What do I owe?', 'balance'],
    ['How much is on my credit card?', 'balance'],
    ['How much did I spend last month?', 'spending'],
    ['How much on groceries in July?', 'spending'],
    ['total spending this year', 'spending'],
    ['What was my biggest expense this year?', 'biggest'],
    ['largest purchase in June', 'biggest'],
    ['Where did my money go last month?', 'breakdown'],
    ['Break down my spending by category', 'breakdown'],
    ['Which shops do I spend most at?', 'merchants'],
    ['Did I spend more than last month?', 'compare'],
    ['Compare July with June', 'compare'],
    ['Is my spending on fuel higher than usual?', 'compare'],
    ['What do I spend on average per month?', 'average'],
    ['How much did I earn in June?', 'income'],
    ['When did my salary come in? How much was credited?', 'income'],
    ['Show my last 10 transactions', 'transactions'],
    ['List payments over 5000 in July', 'transactions'],
    ['Did I get any refunds?', 'transactions'],
    ['What subscriptions do I have?', 'recurring'],
    ['How much do I spend on subscriptions?', 'spending'],
    ['Was anything suspicious?', 'alerts'],
    ['What kind of customer am I?', 'groups'],
    ['Which card is best for me?', 'offers'],
    ['How do I block my card?', 'product'],
    ['What is the interest rate on fixed deposits?', 'product'],
    ['What is the minimum balance?', 'product'],
    ['How much did I pay in fees?', 'spending'],
    ['Will I have enough money next month?', 'forecast'],
    ['hi', 'greeting'],
    ['thanks!', 'thanks'],
    ['What can you do?', 'help'],
    ['What is the balance of customer C-10023?', 'others'],
    ["Show me Ravi's transactions", 'others'],
    ["my wife's balance", 'others'],
    ['how much did Thomas Ghosh spend last month', 'others'],
    ['Thomas ka balance kitna hai', 'others'],
    ['statement of Thomas for June', 'others'],
    ['balance of account A0737997073', 'others'],
    ['spending of March', 'spending'],
    ["What are other customers' salaries?", 'others'],
    ['What is the weather?', 'elsewhere'],
    ['17*23', 'elsewhere'],
    ['asdf', 'unknown'],
    ['Transfer 500 to Rahul', 'action'],
    ['pay my electricity bill', 'action'],
    ['did I pay my electricity bill', 'transactions'],
    ['can I afford a 50000 phone', 'afford'],
    ['how much can I spend this month', 'afford'],
    ['what percentage of my spending is food', 'share'],
    ['how much did I save last month', 'saved'],
    ['which month did I spend the most', 'months'],
    ['which category went up the most', 'compare'],
    ['did I spend less on food this month', 'compare'],
    ['smallest expense last month', 'smallest'],
    ['largest grocery bill this year', 'biggest'],
    ['average grocery bill', 'average'],
    ['how many times did I order from swiggy', 'transactions'],
    ['what did I pay Swiggy this year', 'spending'],
    ['how much did I get from Metro Builders', 'income'],
    ['when do I get my salary', 'income'],
    ['credit card bill', 'balance'],
    ['why did you warn me', 'alerts'],
    ['what was the payment of 6517 for', 'transactions'],
    ['june', 'spending'],
    ['duplicate charges', 'alerts'],
    ['did Rahul pay me back', 'income'],
    ['upi payments above 10000', 'transactions'],
    ['last time I paid Rahul', 'transactions'],
    ['how much did I have at the end of march', 'balance'],
    ['is march higher than february', 'compare'],
    ['exit', 'thanks'],
    ['ok', 'chat'],
    ['are you a robot', 'about'],
    ['mera balance kitna hai', 'balance'],
    ['is mahine kitna kharcha hua', 'spending'],
    ['sabse bada kharcha is saal', 'biggest'],
  ])('%s → %s', (question, intent) => {
    expect(intentOf(question)).toBe(intent);
  });
});

describe('a question names its slots', () => {
  test.each([
    ['How much did I spend at Big Bazaar?', { merchants: ['Big Bazaar'], strange: null }],
    ['spending at cafe coffee day in July', { merchants: ['Cafe Coffee Day'], categories: [], strange: null }],
    ["How much at Domino's?", { merchants: ["Domino's Pizza"] }],
    ['what did I pay Swiggy this year', { merchants: ['Swiggy'], categories: [] }],
    ['how much did i spend on swigy', { merchants: ['Swiggy'], strange: null }],
    ['pichle mahine swiggy pe kitna kharch kiya', { merchants: ['Swiggy'], period: { from: '2026-07-01', to: '2026-07-31' } }],
    ['how much at reliance', { merchants: ['Reliance Digital', 'Reliance Fresh'] }],
    ['how much did I send to rahul', { merchants: ['Rahul Sharma'] }],
    ['how much was my electricity bill', { merchants: ['Hyderabad Electricity Board'], categories: [] }],
    ['How much did I spend at Harrods?', { merchants: [], strange: 'harrods' }],
    ['How much did I spend on fireworks?', { categories: [], strange: 'fireworks' }],
    ['how much did I spend during diwali', { period: null, strange: 'diwali' }],
    ['my netflix payments', { strange: 'netflix' }],
    ['swiggy vs zomato this year', { strange: 'zomato' }],
    ['how much did I spend abroad', { strange: 'abroad' }],
    ['what do I spend at restaurants per visit', { categories: ['dining'], per: 'payment', strange: null }],
    ['is march higher than february', { period: { from: '2026-03-01' }, against: { from: '2026-02-01' } }],
    ['How much did I spend on food delivery?', { categories: ['dining'], strange: null }],
    ['how much on food', { categories: ['groceries', 'dining'] }],
    ['groceries and fuel in July', { categories: ['groceries', 'fuel'] }],
    ['how much school fees did I pay', { categories: ['education'] }],
    ['how much on grocreies last mnoth', { categories: ['groceries'], period: { from: '2026-07-01', to: '2026-07-31' } }],
    ['How much did I spend excluding rent and loans last month', { except: ['rent', 'loan'], categories: [] }],
    ['How much did I spend on petrol with my credit card?', { categories: ['fuel'], account: 'card', strange: null }],
    ['how much do I spend on weekends', { weekdays: [0, 6] }],
    ['transactions over ₹10,000', { min: 10_000_00, max: null }],
    ['payments below Rs. 1.5 lakh', { min: null, max: 1_50_000_00 }],
    ['payments above 2k', { min: 2_000_00 }],
    ['payments between 1000 and 2000 last month', { min: 1000_00, max: 2000_00 }],
    ['how much between 5 and 20 june', { min: null, period: { from: '2026-06-05', to: '2026-06-20' } }],
    ['can I afford a 50000 phone', { amount: 50_000_00 }],
    ['can i spend 2000 on shoes', { amount: 2000_00 }],
    ['how much in 2025', { amount: null }],
    ['my last 3 transactions', { count: 3 }],
    ['spending in the last 3 months', { count: null }],
    ['What did I spend last month on average?', { strange: null }],
    ['How much is on my savings account?', { account: 'savings' }],
    ['zepto or swiggy', { merchants: ['Zepto'], versus: { merchants: ['Swiggy'] } }],
    ['compare groceries and dining last month', { categories: ['groceries'], versus: { categories: ['dining'] } }],
  ])('%s', (question, slots) => {
    expect(route(question, options, null).slots).toMatchObject(slots);
  });
});

test('a follow-up keeps what it does not name, and nothing else does', () => {
  const first = route('How much did I spend on groceries in July?', options, null);
  expect(route('and in June?', options, first)).toMatchObject({
    intent: 'spending',
    slots: { categories: ['groceries'], period: { from: '2026-06-01' } },
  });
  expect(route('what about fuel?', options, first)).toMatchObject({
    intent: 'spending',
    slots: { categories: ['fuel'], period: { from: '2026-07-01' } },
  });
  expect(route('What is my balance?', options, first)).toMatchObject({ intent: 'balance', slots: { categories: [], period: null } });
});

/** What a conversation comes to. */
function after(...questions: string[]) {
  return questions.reduce<Plan | null>((previous, question) => route(question, options, previous), null);
}

test.each([
  [['How much did I spend last month?', 'and the month before?'], { intent: 'spending', slots: { period: { from: '2026-06-01' } } }],
  [
    ['How much did I spend in July?', 'only groceries'],
    { intent: 'spending', slots: { categories: ['groceries'], period: { from: '2026-07-01' } } },
  ],
  [
    ['How much at Swiggy in July?', 'how many times?'],
    { intent: 'transactions', slots: { merchants: ['Swiggy'], period: { from: '2026-07-01' } } },
  ],
  [
    ['How much on fuel in July?', 'show me'],
    { intent: 'transactions', slots: { categories: ['fuel'], flow: 'out', period: { from: '2026-07-01' } } },
  ],
  [['How much on fuel in July?', 'why?'], { intent: 'merchants', slots: { categories: ['fuel'] } }],
  [['Did I spend more than last month?', 'why?'], { intent: 'compare', slots: { why: true } }],
  [['Show my recent transactions', 'more'], { intent: 'transactions', slots: { skip: 5 } }],
  [['Show my recent transactions', 'more', 'more'], { intent: 'transactions', slots: { skip: 10 } }],
  [['Show my recent transactions', 'only above 1000'], { intent: 'transactions', slots: { min: 1000_00 } }],
  [['How much on fuel in July?', 'compared to last month?'], { intent: 'compare', slots: { categories: ['fuel'] } }],
  [['How much on fuel in July?', 'on average?'], { intent: 'average', slots: { categories: ['fuel'] } }],
  [['How much on fuel in July?', 'show me', 'the biggest?'], { intent: 'biggest', slots: { categories: ['fuel'] } }],
  [['fuel this year by month', 'which month was the highest?'], { intent: 'months', slots: { categories: ['fuel'] } }],
  [['How much on fuel in July?', 'how many times?', 'how much did that cost'], { intent: 'spending', slots: { categories: ['fuel'] } }],
  [
    ['cash last month', 'vs the month before'],
    { intent: 'compare', slots: { categories: ['cash'], period: { from: '2026-07-01' }, against: { from: '2026-06-01' } } },
  ],
  [['Biggest expense this year', 'and in June?'], { intent: 'biggest', slots: { period: { from: '2026-06-01' } } }],
  [['How much on fuel in July?', 'What is my balance?'], { intent: 'balance', slots: { categories: [] } }],
  [['How much on fuel in July?', 'how much did I spend at Harrods?'], { intent: 'spending', slots: { strange: 'harrods' } }],
] as const)('%j', (questions, plan) => {
  expect(after(...questions)).toMatchObject(plan);
});

test.each([
  ['Did I spend more than last month?', null, '2026-07-01'],
  ['Did I spend more in July than in March?', '2026-07-01', '2026-03-01'],
  ['Compare June with May', '2026-06-01', '2026-05-01'],
  ['Did I spend more this month than usual?', '2026-08-01', undefined],
])('%s compares', (question, from, against) => {
  const { slots } = route(question, options, null);
  expect([slots.period?.from ?? null, slots.against?.from]).toEqual([from, against]);
});
