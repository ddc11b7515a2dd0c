import type { Locator, Page } from '@playwright/test';
import { Parent } from '../support/parent.ts';
import { wang } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

test('with letters of twice the size, lines still hold words', async ({ page, mailbox }) => {
  const parent = new Parent(page, mailbox, wang);
  await parent.provesTheAddress();
  await parent.addsChild('王小明', 'father');
  await doublesTheLetters(page);
  await parent.seesPage('students.title');
  const card = parent.childCard('王小明');
  for (const text of [page.getByRole('banner').getByText('親子綁定').first(), ...(await card.locator('.child-card > :not(.avatar)').all())]) {
    if (await text.isVisible()) expect(await lettersInALine(text)).toBeGreaterThanOrEqual(4);
  }
});

/** What Android does with the setting for large letters. */
async function doublesTheLetters(page: Page): Promise<void> {
  await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
}

/** How many Chinese characters fit beside each other. */
function lettersInALine(text: Locator): Promise<number> {
  return text.evaluate((element) => element.clientWidth / Number.parseFloat(getComputedStyle(element).fontSize));
}
