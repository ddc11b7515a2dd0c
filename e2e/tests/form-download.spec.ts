import { Parent } from '../support/parent.ts';
import { wang } from '../support/people.ts';
import { test } from '../support/test.ts';

test('the application form is kept as a PDF, from the progress', async ({ page, mailbox }) => {
  const parent = new Parent(page, mailbox, wang);
  const reference = await parent.appliesFor('王小明', 'father');
  await parent.looksAtTheProgress();
  await parent.downloadsTheForm('王小明', reference);
  await parent.seesPage('progress.title');
});
