import { randomUUID } from 'node:crypto';
import { dateIn } from '@munshi/events/calendar-date';
import type { ChatBehaviour, ChatRequest } from '@munshi/testing/chat-stand-in';
import { SignJWT } from 'jose';
import type { Page } from 'playwright-core';
import { SECRETS } from './system.ts';

export async function submitToken(page: Page, token: string): Promise<void> {
  await page.getByLabel(/token/).fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function signInWith(page: Page, token: string): Promise<void> {
  await submitToken(page, token);
  await page.getByRole('textbox', { name: 'Your question' }).waitFor();
}

export async function ask(page: Page, question: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Your question' }).fill(question);
  await page.keyboard.press('Enter');
}

/** The id of what has the focus, or what it says. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    return element?.id && !element.id.includes('heading') ? element.id : (element?.textContent ?? '');
  });

/** Minor units of an amount with two decimals, as it is written. */
export const minorOf = (written: string): number => Number(written.replaceAll(/[^\d-]/g, ''));

/** A token that is good for long enough to sign in, and not much longer. */
export const fleetingToken = (customerId: string): Promise<string> =>
  new SignJWT({ scope: 'customer' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(customerId)
    .setIssuedAt()
    .setExpirationTime('6s')
    .sign(new TextEncoder().encode(SECRETS.AUTH_SECRET));

/** A payment far outside of anybody's habits. */
export function unusual(customerId: string): object {
  const now = new Date();
  return {
    transactionId: `page-${randomUUID()}`,
    customerId,
    accountId: `${customerId}-abroad`,
    amount: { minor: -9_876_543, currency: 'INR' },
    date: dateIn('Asia/Kolkata', now),
    time: now.toISOString(),
    channel: 'POS',
    description: 'POS/LUXE WATCHES DUBAI',
    // A name that a page which trusts stored text would run.
    merchant: { id: `M-${randomUUID()}`, name: 'Luxe <img src=x onerror=alert(1)> Watches', mcc: '5944', city: 'Dubai', country: 'AE' },
  };
}

function firstFact({ messages }: ChatRequest): string | undefined {
  return /"id":\s*"(f\d+)"/.exec(messages.findLast(({ role }) => role === 'user')?.content ?? '')?.[1];
}

/** A model that words the first fact that it is given. */
export const sayFirstFact: ChatBehaviour = (request) => {
  const fact = firstFact(request);
  return [{ type: 'text', text: fact === undefined ? 'I can’t tell.' : `It is {{${fact}}}.` }];
};

/** The same, and then it thinks for longer than anybody waits. */
export const sayFirstFactThenWait: ChatBehaviour = (request) => [
  ...sayFirstFact(request),
  { type: 'text', text: ' So much for that.' },
  { type: 'wait', ms: 60_000 },
  { type: 'text', text: ' This is never said.' },
];

/** Everything that the page can show at once: an answer, what is behind its figure, a notification, the chart, the history, the forms. */
export async function showEverything(page: Page, surprise: () => Promise<void>): Promise<void> {
  await page.getByText('Connected', { exact: true }).waitFor();
  await surprise();
  await page.locator('.card').first().waitFor();
  await ask(page, 'How much did I spend last month?');
  await page.locator('article.answer .figure').first().click();
  await page.locator('table.transactions').waitFor();
  await page.locator('table.bars').first().waitFor();
  await page.getByText('Earlier', { exact: true }).click();
  await page.locator('.menu-item').first().waitFor();
  await page.locator('.ahead').waitFor();
  await page.getByRole('button', { name: 'New budget' }).click();
  await page.getByRole('button', { name: 'New goal' }).click();
  await page.locator('.category-button').first().click();
  await page.locator('.category-form').waitFor();
}
