import { Parent } from '../support/parent.ts';
import { wang } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

test('a Zhuyin composition survives that the whole page is rendered anew', async ({ page, mailbox }) => {
  const parent = new Parent(page, mailbox, wang);
  await parent.reachesOwnDataFor('王小明', 'father');
  await parent.identifies();
  const name = page.locator('#name');
  const cdp = await page.context().newCDPSession(page);
  const compose = (text: string) =>
    cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });

  await name.focus();
  await compose('ㄨㄤˊ');
  await expect(name).toHaveValue('ㄨㄤˊ');

  // Another language renders every component anew, while the focus stays in the field.
  await page.getByRole('combobox', { name: 'Language' }).selectOption('English');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your details');
  await expect(name).toBeFocused();
  await expect(name).toHaveValue('ㄨㄤˊ');

  await cdp.send('Input.insertText', { text: '王' });
  await expect(name, 'the composed characters gave way to the chosen one').toHaveValue('王');
  await compose('ㄉㄚˋ');
  await compose('ㄉㄚˋㄇㄧㄥˊ');
  await cdp.send('Input.insertText', { text: '大明' });
  await expect(name).toHaveValue('王大明');
});

test('a school is found by what an input method composes', async ({ page, mailbox }) => {
  const parent = new Parent(page, mailbox, wang);
  await parent.provesTheAddress();
  await parent.choose('level.elementary');
  const school = page.getByRole('combobox', { name: '就讀學校' });
  const cdp = await page.context().newCDPSession(page);
  await school.focus();
  await cdp.send('Input.imeSetComposition', { text: 'ㄋㄟˋ', selectionStart: 3, selectionEnd: 3 });
  await expect(page.getByRole('listbox').getByRole('option'), 'half a character finds nothing').toHaveCount(0);
  await cdp.send('Input.insertText', { text: '內湖國小' });
  await page.getByRole('listbox').getByRole('option', { name: '市立內湖國小' }).click();
  await expect(school).toHaveValue(/市立內湖國小/);
});
