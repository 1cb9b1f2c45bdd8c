import { dateIn } from '@munshi/events/calendar-date';
import { createWriter } from '@munshi/facts/write';
import { eventually } from '@munshi/testing/eventually';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { signIn } from './client.ts';
import { startInProcess } from './in-process.ts';
import { createKnownBank, type KnownCustomer } from './known-bank.ts';
import { ask, focused, signInWith } from './page-acts.ts';
import { browserAbsent, openBrowser, openPage, pageSuite, type WatchedPage } from './page-browser.ts';
import { loadBank } from './scenarios.ts';
import type { System } from './system.ts';

const bank = createKnownBank({ customers: 1, months: 3, seed: 32, today: dateIn('Asia/Kolkata', new Date()) });
const [customer] = bank.customers as [KnownCustomer];
const writer = createWriter('en-IN');
const inr = (minor: number): string => writer.money({ minor, currency: 'INR' });
const LIMIT_MS = 45_000;

describe.skipIf(browserAbsent)(pageSuite('budgets, tips and categories, in a browser'), () => {
  let system: System;
  let browser: Browser;
  let watched: WatchedPage;

  beforeAll(async () => {
    system = await startInProcess();
    await loadBank(system, bank);
    browser = await openBrowser();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });
  afterEach(async () => {
    await watched.page.context().close();
    expect(watched.complaints).toEqual([]);
  });

  async function enter(prepare: (page: Page) => Promise<void> = async () => undefined): Promise<Page> {
    watched = await openPage(browser, 'about:blank');
    const { page } = watched;
    page.setDefaultTimeout(LIMIT_MS);
    await prepare(page);
    await page.goto(system.url);
    await signInWith(page, await system.tokenOf(customer.customerId));
    return page;
  }

  test('a budget is set, lasts, is tracked, and is taken away again', async () => {
    const page = await enter();
    const budgets = page.locator('section.budgets');
    await budgets.getByRole('button', { name: 'New budget' }).click();
    // The first that has no budget yet: which are proposed depends on the day.
    const name = ((await budgets.getByLabel('For').locator('option').first().textContent()) ?? '').toLowerCase();
    const amount = budgets.getByLabel('A month');
    await amount.fill('much');
    await amount.press('Enter');
    await budgets.getByText('Write an amount').waitFor();
    await amount.fill('12,345.50');
    await amount.press('Enter');
    await budgets.getByRole('button', { name: inr(12_345_50) }).waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'new-budget');
    await page.reload();
    await budgets.getByRole('button', { name: inr(12_345_50) }).click();
    await page.locator('[data-phase=answered]').waitFor();
    expect(await page.locator('article.answer').textContent()).toContain(`${inr(12_345_50)}, as you set it`);
    await budgets.getByRole('button', { name: `Change the budget for ${name}`, exact: true }).click();
    expect(await amount.inputValue()).toBe('12345.50');
    await budgets.getByRole('button', { name: 'Remove' }).click();
    await budgets.getByRole('button', { name: inr(12_345_50) }).waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.id === 'new-budget');
  });

  test('a savings goal is set, changed by the keyboard alone, and taken away again; what another page sets meanwhile stays', async () => {
    const page = await enter();
    const goals = page.locator('section.goals');
    const name = 'Trip <img src=x onerror=alert(1)>';
    await goals.getByRole('button', { name: 'New goal' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
    await page.keyboard.press('Enter');
    await goals.getByText('Write what you save for').waitFor();
    await page.keyboard.type(name);
    await goals.getByLabel('To save').fill('1,23,456.50');
    await goals.getByLabel('By').fill('2020-01-31');
    await page.keyboard.press('Enter');
    await goals.getByText('Choose a day to come').waitFor();
    const nextYear = Number(dateIn('Asia/Kolkata', new Date()).slice(0, 4)) + 1;
    await goals.getByLabel('By').fill(`${nextYear}-12-31`);
    await page.keyboard.press('Enter');
    await goals.getByRole('button', { name: inr(1_23_456_50) }).waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'new-goal');
    await page.reload();
    await goals.getByRole('button', { name: inr(1_23_456_50) }).click();
    await page.locator('[data-phase=answered]').waitFor();
    expect(await page.locator('article.answer').textContent()).toContain(`“${name}” is to save ${inr(1_23_456_50)} by`);
    const client = await signIn(system, customer.customerId);
    const before = (await client.get<{ budgets?: object[] }>('/me/preferences')).body;
    const own = { category: 'gifts', currency: 'INR', limit: 7_00 };
    await client.send('PUT', '/me/preferences', { ...before, budgets: [own] });
    await goals.getByRole('button', { name: `Change the goal ${name}` }).focus();
    await page.keyboard.press('Enter');
    expect(await goals.getByLabel('What for').inputValue()).toBe(name);
    expect(await goals.getByLabel('To save').inputValue()).toBe('123456.50');
    await goals.getByLabel('To save').fill('200000');
    await page.keyboard.press('Enter');
    await goals.getByRole('button', { name: inr(2_00_000_00) }).waitFor();
    await goals.getByRole('button', { name: `Change the goal ${name}` }).click();
    await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
    await page.keyboard.press('Escape');
    await page.waitForFunction((label) => document.activeElement?.getAttribute('aria-label') === label, `Change the goal ${name}`);
    await page.keyboard.press('Enter');
    await goals.getByRole('button', { name: 'Remove' }).click();
    await goals.getByText('None yet').waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'new-goal');
    const after = (await client.get<{ budgets?: object[]; goals?: object[] }>('/me/preferences')).body;
    expect([after.budgets, after.goals]).toEqual([[own], []]);
    await client.send('PUT', '/me/preferences', before);
  });

  test('what is safe to spend and what is due are there, and ask for their proof', async () => {
    const page = await enter();
    const ahead = page.locator('section.ahead');
    await ahead.getByRole('button', { name: 'All regular payments' }).click();
    await page.locator('[data-phase=answered]').waitFor();
    expect(await page.locator('.question').textContent()).toContain('What regular payments do I have?');
  });

  test('a category is corrected where its payment is shown, and the ledger learns it', async () => {
    const page = await enter();
    await ask(page, 'How much did I spend last month?');
    await page.locator('article.answer .figure').first().click();
    const button = page.locator('.category-button').first();
    const before = (await button.textContent()) ?? '';
    const to = before === 'Education' ? 'gifts' : 'education';
    await button.focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.tagName === 'SELECT');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement?.classList.contains('category-button'));
    expect(await focused(page)).toBe(before);
    await page.keyboard.press('Enter');
    await page.locator('.category-form select').selectOption(to);
    const [request] = await Promise.all([
      page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/category')),
      page.locator('.category-form').getByRole('button', { name: 'Save' }).click(),
    ]);
    await page.getByText('Corrected, and learned').waitFor();
    const client = await signIn(system, customer.customerId);
    const path = new URL(request.url()).pathname.replace(/\/category$/, '');
    await eventually('the corrected category', async () => (await client.get<{ category: string }>(path)).body.category === to);
  });

  test('a tip is hidden, and comes back when that is undone', async () => {
    const tip = {
      tipId: 'fees:fees',
      kind: 'fees',
      about: 'fees',
      name: 'fees',
      saving: { minor: 360_000, currency: 'INR' },
      effort: 'a call',
      evidence: [],
    };
    const asked: string[] = [];
    const page = await enter(async (one) => {
      await one.route('**/me/spending', (route) => route.fulfill({ json: { budgets: [], goals: [], tips: [tip], noTips: null } }));
      await one.route('**/me/tips/**', (route) => {
        asked.push(new URL(route.request().url()).pathname);
        return route.fulfill({ status: 204 });
      });
    });
    const tips = page.locator('section.tips');
    await tips.getByText(inr(360_000)).waitFor();
    await tips.getByRole('button', { name: /^Hide this/ }).click();
    await tips.getByText(inr(360_000)).waitFor({ state: 'detached' });
    await tips.getByRole('button', { name: 'Undo' }).click();
    await tips.getByText(inr(360_000)).waitFor();
    expect(asked).toEqual(['/me/tips/fees%3Afees/dismiss', '/me/tips/fees%3Afees/restore']);
  });
});
