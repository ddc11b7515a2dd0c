import type { Page } from '@playwright/test';

/** The next request to these addresses arrives and is answered, but the answer never comes back. */
export async function losesTheAnswer(page: Page, addresses: string): Promise<void> {
  await page.route(
    addresses,
    async (route) => {
      await route.fetch();
      await route.abort('internetdisconnected');
    },
    { times: 1 },
  );
}
