import { applyByApi } from '../support/apply-by-api.ts';
import { Parent } from '../support/parent.ts';
import { wang } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

test('the application form is kept as a PDF, from the progress', async ({ page, mailbox }) => {
  const parent = new Parent(page, mailbox, wang);
  const reference = await parent.appliesFor('王小明', 'father');
  await parent.looksAtTheProgress();
  await parent.downloadsTheForm('王小明', reference);
  await parent.seesPage('progress.title');
});

test('whose session has ended is asked for a code, and told that the form is not there', async ({
  page,
  server,
  mailbox,
}) => {
  const parent = new Parent(page, mailbox, wang);
  await page.context().addCookies(await applyByApi(server.url, mailbox, wang, '王小明', 'father'));
  await parent.looksAtTheProgress();
  await page.context().clearCookies();
  await parent.application('王小明').getByRole('link', { name: parent.t('done.download') }).click();
  await expect(page.getByText('申請書沒有下載：登入已結束')).toBeVisible();
  await expect(parent.field('contact.address')).toBeVisible();
  await expect(page, 'a reload says it no more').toHaveURL('/progress');
  await parent.seesPage('progress.title');
});

test('who has had the form too often reads it on the page', async ({ page, server, mailbox }) => {
  const parent = new Parent(page, mailbox, wang);
  await page.context().addCookies(await applyByApi(server.url, mailbox, wang, '王小明', 'father'));
  await parent.looksAtTheProgress();
  const form = parent.application('王小明').getByRole('link', { name: parent.t('done.download') });
  // Any form counts, even one that isn't there.
  const counted = '/api/v1/binding-applications/00000000-0000-7000-8000-000000000000/form.pdf';
  for (let count = 1; count <= 20; count++) await page.request.get(counted);
  await form.click();
  await expect(page.getByText('申請書沒有下載：已達次數上限')).toBeVisible();
  await parent.seesProgress('王小明', ['待審核']);
});
