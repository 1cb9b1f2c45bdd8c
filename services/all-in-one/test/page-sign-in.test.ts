import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startInProcess } from './in-process.ts';
import { fleetingToken, signInWith, submitToken } from './page-acts.ts';
import { browserAbsent, openBrowser, openPage, pageSuite, type WatchedPage } from './page-browser.ts';
import type { System } from './system.ts';

describe.skipIf(browserAbsent)(pageSuite('signing in, in a browser'), () => {
  const customerId = `page-${randomUUID()}`;
  let system: System;
  let browser: Browser;
  let watched: WatchedPage;

  beforeAll(async () => {
    system = await startInProcess();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });
  afterEach(async () => {
    await watched.page.context().close();
    expect(watched.complaints).toEqual([]);
  });

  async function open(url = system.url): Promise<Page> {
    watched = await openPage(browser, url);
    return watched.page;
  }

  test('a token that is none is refused with a reason, a good one opens the desk, signing out ends it', async () => {
    const page = await open();
    await submitToken(page, 'not.a.token');
    await page.getByRole('alert').filter({ hasText: /./ }).waitFor();
    expect(watched.complaints.splice(0)).toEqual([expect.stringContaining('401')]);
    await signInWith(page, await system.tokenOf(customerId));
    await page.getByText(customerId, { exact: true }).waitFor();
    expect(await page.evaluate(() => document.cookie + JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain('eyJ');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel(/token/).waitFor();
    expect(await page.evaluate(async () => (await (await fetch('/session')).json()).customerId)).toBeNull();
  });

  test('a session that ends leads back to the sign-in, and says so', async () => {
    const page = await open();
    await signInWith(page, await fleetingToken(customerId));
    await page.getByText('Your session has ended.').waitFor();
    await page.getByLabel(/token/).waitFor();
  });

  test('in a demo one sees the bank load, and chooses whom to be', async () => {
    const page = await open('about:blank');
    const demo = await pretendDemo(page, await system.tokenOf(customerId));
    await page.goto(system.url);
    const choice = page.getByRole('button', { name: 'Asha Rao' });
    await choice.waitFor();
    expect(Number(await page.getByRole('progressbar').getAttribute('value'))).toBe(0.4);
    demo.state = 'ready';
    await page.getByRole('progressbar').waitFor({ state: 'detached' });
    await choice.click();
    await page.getByRole('textbox', { name: 'Your question' }).waitFor();
    expect(demo.chosen).toBe(customerId);
  });

  test('where the gateway cannot be reached the page says what to do, and tries again when asked', async () => {
    const page = await open('about:blank');
    await page.route('**/session', (route) => route.abort());
    await page.goto(system.url);
    await page.getByText('Check the connection').waitFor();
    expect(watched.complaints.splice(0)).toEqual([expect.stringContaining('ERR_FAILED')]);
    await page.unroute('**/session');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByLabel(/token/).waitFor();
  });

  /** The answers of a gateway with a demo bank, until somebody is chosen; then its own. */
  async function pretendDemo(page: Page, token: string): Promise<{ state: 'loading' | 'ready'; chosen: string | null }> {
    const demo: { state: 'loading' | 'ready'; chosen: string | null } = { state: 'loading', chosen: null };
    await page.route('**/session', (route) =>
      demo.chosen === null ? route.fulfill({ json: { customerId: null, demo: true } }) : route.continue(),
    );
    await page.route('**/demo/customers', (route) =>
      route.fulfill({ json: { state: demo.state, progress: demo.state === 'ready' ? 1 : 0.4, items: [{ customerId, name: 'Asha Rao' }] } }),
    );
    await page.route('**/demo/session', async (route) => {
      demo.chosen = route.request().postDataJSON().customerId;
      await page.context().addCookies([{ name: 'munshi_session', value: token, url: system.url, httpOnly: true, sameSite: 'Strict' }]);
      await route.fulfill({ json: { token } });
    });
    return demo;
  }
});
