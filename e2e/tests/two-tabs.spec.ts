import { keptInTheTab } from '../support/page-quality.ts';
import { Parent } from '../support/parent.ts';
import { lin, wang } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

test('another address proved in a second tab ends what the first one proved, and nothing typed is lost', async ({
  page,
  context,
  mailbox,
}) => {
  const first = new Parent(page, mailbox, wang);
  await first.reachesOwnDataFor('王小明', 'father');
  await first.fillsInOwnData();
  await first.signsByHand();

  const second = new Parent(await context.newPage(), mailbox, lin);
  await second.provesTheAddress();
  await expect(second.childCard('王小明'), 'a tab keeps its answers to itself').toHaveCount(0);

  // Nobody goes on in the name of whoever is in by now; what was typed waits for its own code.
  await first.seesPage('contact.title');
  await expect(page.getByText(first.t('contact.session_ended'))).toBeVisible();
  expect(await keptInTheTab(page)).toContain('王○明');
  await expect(second.page.getByText(second.t('visit.address', { address: lin.email }))).toBeVisible();
});

test('the last page of somebody else than whoever is in by now leads to what that one has sent', async ({
  page,
  context,
  mailbox,
}) => {
  const first = new Parent(page, mailbox, wang);
  const reference = await first.appliesFor('王小明', 'father');
  await new Parent(await context.newPage(), mailbox, lin).provesTheAddress();
  await page.reload();
  await first.seesPage('progress.title');
  await expect(page.getByText('這個聯絡方式沒有申請紀錄。')).toBeVisible();
  expect(await keptInTheTab(page)).not.toContain(reference);
});

test('who leaves in one tab has left in all of them', async ({ page, context, mailbox }) => {
  const first = new Parent(page, mailbox, wang);
  await first.provesTheAddress();
  await first.addsChild('王小明', 'father');
  const second = new Parent(await context.newPage(), mailbox, wang);
  await second.page.goto('/apply/students');
  await second.leaves();

  await first.seesPage('home.title');
  await expect(page.getByText('這台裝置上的資料已清除')).toBeVisible();
  expect(await keptInTheTab(page)).not.toContain('王○明');
  expect(await page.evaluate(() => localStorage.length), 'nor is it written down that somebody was here').toBe(0);
});
