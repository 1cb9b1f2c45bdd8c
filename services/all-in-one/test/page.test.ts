import { randomUUID } from 'node:crypto';
import { dateIn } from '@munshi/events/calendar-date';
import { createWriter } from '@munshi/facts/write';
import { type GroqStandIn, startGroqStandIn } from '@munshi/testing/groq-stand-in';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { signIn } from './client.ts';
import { startInProcess } from './in-process.ts';
import { createKnownBank, type KnownCustomer } from './known-bank.ts';
import { ask, focused, minorOf, sayFirstFact, sayFirstFactThenWait, showEverything, signInWith, unusual } from './page-acts.ts';
import { browserAbsent, openBrowser, openPage, pageSuite, seriousViolations, sidewaysOverflow, type WatchedPage } from './page-browser.ts';
import { loadBank, post } from './scenarios.ts';
import type { System } from './system.ts';

const bank = createKnownBank({ customers: 4, months: 3, seed: 31, today: dateIn('Asia/Kolkata', new Date()) });
const QUESTION = 'How much did I spend last month?';
const writer = createWriter('en-IN');
const LIMIT_MS = 45_000;

describe.skipIf(browserAbsent)(pageSuite('the page, in a browser'), () => {
  let system: System;
  let groq: GroqStandIn;
  let browser: Browser;
  /** One who lets a model be asked. */
  let customer: KnownCustomer;
  const opened: WatchedPage[] = [];

  beforeAll(async () => {
    groq = await startGroqStandIn({ apiKey: 'groq-key' });
    groq.behave(sayFirstFact);
    system = await startInProcess({ GROQ_API_KEY: 'groq-key', GROQ_BASE_URL: groq.url });
    await loadBank(system, bank);
    customer = await whoConsents(system);
    browser = await openBrowser();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
    await groq?.close();
  });
  afterEach(async () => {
    for (const { page, complaints } of opened.splice(0)) {
      await page.context().close();
      expect(complaints).toEqual([]);
    }
  });

  async function open(options: Parameters<typeof openPage>[2] = {}): Promise<WatchedPage> {
    const watched = await openPage(browser, system.url, options);
    watched.page.setDefaultTimeout(LIMIT_MS);
    opened.push(watched);
    return watched;
  }

  async function enter(options: Parameters<typeof openPage>[2] = {}, who = customer): Promise<Page> {
    const { page } = await open(options);
    await signInWith(page, await system.tokenOf(who.customerId));
    return page;
  }

  const surprise = (who = customer): Promise<void> => post(system, [unusual(who.customerId)]);

  test('a figure opens to the transactions that add up to it', async () => {
    const page = await enter();
    await ask(page, QUESTION);
    await page.locator('[data-phase=answered]').waitFor();
    const amount = writer.money({ minor: customer.lastMonth.spent, currency: 'INR' });
    const figure = page.locator('article.answer').getByRole('button', { name: amount, exact: true });
    expect(await figure.getAttribute('aria-expanded')).toBe('false');
    await figure.click();
    expect(await figure.getAttribute('aria-expanded')).toBe('true');
    await page.getByText('which is the figure above').waitFor();
    const showAll = page.getByRole('button', { name: /^Show all \d+ transactions/ });
    if (await showAll.isVisible()) await showAll.click();
    const amounts = await page.locator('table.transactions tbody td.amount').allInnerTexts();
    expect(amounts.length).toBeGreaterThan(1);
    expect(amounts.reduce((sum, text) => sum + minorOf(text), 0)).toBe(-customer.lastMonth.spent);
  });

  test('an answer streams, and stops where it is told to', async () => {
    groq.behave(sayFirstFactThenWait);
    const page = await enter();
    await ask(page, QUESTION);
    await page.locator('[data-phase=answering] .prose', { hasText: '₹' }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    const answer = page.locator('[data-phase=answered]');
    await answer.getByText('This answer was stopped before its end.').waitFor();
    expect(await answer.textContent()).not.toContain('never said');
    groq.behave(sayFirstFact);
    await ask(page, 'What is my balance?');
    await page.locator('[data-phase=answered]').nth(1).getByText('Worded by a language model').waitFor();
  });

  test('without a model the answer is as right, and the page says so', async () => {
    await groq.down();
    const page = await enter();
    await ask(page, QUESTION);
    await page.getByText('Answered without a language model').waitFor();
    await page.getByText('The language model cannot be reached').waitFor();
    expect(await page.locator('article.answer').textContent()).toContain(
      writer.money({ minor: customer.lastMonth.spent, currency: 'INR' }),
    );
    await groq.up();
  });

  test('a notification arrives while one looks, is told to a screen reader, and takes an answer that lasts', async () => {
    // Who calls a payment normal is told of no other like it: not the customer of the other tests.
    const other = bank.customers.find((one) => one !== customer) as KnownCustomer;
    const page = await enter({}, other);
    await page.getByText('Connected', { exact: true }).waitFor();
    await surprise(other);
    const card = page.locator('.card').first();
    await card.getByText('Warning').waitFor();
    expect(await card.textContent()).toContain('98,765.43');
    expect(await page.locator('.feed [aria-live=polite]').textContent()).toMatch(/^Warning: .*98,765\.43/);
    await page.waitForFunction(() => /^\(\d+\) Munshi$/.test(document.title));
    await card.getByRole('button', { name: 'This is normal for me' }).click();
    await card.getByText('It will be remembered').waitFor();
    await page.reload();
    await card.getByText('It will be remembered').waitFor();
    expect(await page.title()).toBe('Munshi');
    await card.getByRole('button', { name: /^Dismiss/ }).click();
    await card.waitFor({ state: 'detached' });
  });

  test('by keyboard alone: ask, open a figure, close it', async () => {
    const page = await enter();
    await page.getByText('Connected', { exact: true }).waitFor();
    await page.locator('body').press('Tab');
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('question');
    await page.keyboard.type(QUESTION);
    await page.keyboard.press('Enter');
    await page.locator('[data-phase=answered]').waitFor();
    const amount = writer.money({ minor: customer.lastMonth.spent, currency: 'INR' });
    for (let presses = 0; presses < 20 && (await focused(page)) !== amount; presses += 1) await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText('which is the figure above').waitFor();
    expect(await focused(page)).toContain('Total spent');
    await page.keyboard.press('Escape');
    expect(await page.locator('.proof').count()).toBe(0);
    expect(await focused(page)).toBe(amount);
  });

  test('a connection that breaks before the acceptance is heard loses nothing and asks nothing twice', async () => {
    const { page } = await open();
    let breaks = 1;
    await page.routeWebSocket('**/ws', (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        if (String(message).includes('"accepted"') && breaks > 0) {
          breaks -= 1;
          void socket.close({ code: 1012, reason: 'restart' });
        } else socket.send(message);
      });
    });
    await signInWith(page, await system.tokenOf(customer.customerId));
    const question = `${QUESTION} (${randomUUID().slice(0, 8)})`;
    await ask(page, question);
    await page.locator('[data-phase=answered]').waitFor();
    expect(breaks).toBe(0);
    expect(await page.locator('.question', { hasText: question }).count()).toBe(1);
    const client = await signIn(system, customer.customerId);
    const history = await client.get<{ items: { title: string }[] }>('/me/conversations');
    expect(history.body.items.filter(({ title }) => title === question)).toHaveLength(1);
  });

  test('the conversation is there again after a reload, and can be left for a new one', async () => {
    const page = await enter();
    await ask(page, QUESTION);
    await page.locator('[data-phase=answered]').waitFor();
    await page.reload();
    await page.locator('[data-phase=answered]').waitFor();
    expect(await page.locator('.question').count()).toBe(1);
    await page.getByRole('button', { name: 'New conversation' }).click();
    expect(await page.locator('.question').count()).toBe(0);
  });

  test('the chart’s figures ask for their own proof', async () => {
    const page = await enter();
    const row = page.locator('table.bars tbody tr').first();
    const name = (await row.locator('th').textContent()) ?? '';
    const amount = (await row.getByRole('button').textContent()) ?? '';
    await row.getByRole('button').click();
    await page.locator('[data-phase=answered]').waitFor();
    expect(await page.locator('.question').textContent()).toContain(name.toLowerCase());
    expect(await page.locator('article.answer').textContent()).toContain(amount);
  });

  test.each(['light', 'dark'] as const)('axe finds nothing serious, %s', async (colorScheme) => {
    const { page } = await open({ colorScheme });
    await page.getByLabel(/token/).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await signInWith(page, await system.tokenOf(customer.customerId));
    await showEverything(page, () => surprise());
    expect(await seriousViolations(page)).toEqual([]);
  });

  test('on a phone nothing has to be scrolled sideways', async () => {
    const page = await enter({ viewport: { width: 360, height: 740 } });
    const show = (view: string) => page.getByRole('navigation').getByRole('button', { name: view }).click();
    await ask(page, QUESTION);
    await page.locator('article.answer .figure').first().click();
    await page.locator('table.transactions').waitFor();
    expect(await sidewaysOverflow(page)).toBe(0);
    await surprise();
    await show('Notifications');
    await page.locator('.card .figure').first().click();
    await page.locator('.card table.transactions').waitFor();
    expect(await sidewaysOverflow(page)).toBe(0);
    await show('Money');
    await page.locator('table.bars').first().waitFor();
    await page.locator('.ahead').waitFor();
    await page.getByRole('button', { name: 'New budget' }).click();
    await page.getByRole('button', { name: 'New goal' }).click();
    expect(await sidewaysOverflow(page)).toBe(0);
  });

  async function whoConsents(running: System): Promise<KnownCustomer> {
    for (const one of bank.customers) {
      const me = await (await signIn(running, one.customerId)).get<{ consents: { ai: boolean } | null }>('/me');
      if (me.body.consents?.ai !== false) return one;
    }
    throw new Error('no customer of the known bank lets a model be asked');
  }
});
