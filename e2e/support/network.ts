import type { Page } from '@playwright/test';

/** What is read next at this address is what it would have said a moment ago. */
export async function isBehind<T>(page: Page, address: string, before: (now: T) => T): Promise<void> {
  await page.route(address, async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    const response = await route.fetch({ maxRetries: 1 });
    await route.fulfill({ response, json: before((await response.json()) as T) });
    await page.unroute(address);
  });
}

/** The next request to these addresses arrives and is answered, but the answer never comes back. */
export async function losesTheAnswer(page: Page, addresses: string): Promise<void> {
  await page.route(
    addresses,
    async (route) => {
      // The server may be closing the idle connection that it was about to travel on.
      await route.fetch({ maxRetries: 1 });
      await route.abort('internetdisconnected');
    },
    { times: 1 },
  );
}

/** The next request to these addresses is never answered, as on a connection that has stalled. */
export async function stalls(page: Page, addresses: string): Promise<void> {
  await page.route(addresses, () => new Promise<void>(() => {}), { times: 1 });
}
