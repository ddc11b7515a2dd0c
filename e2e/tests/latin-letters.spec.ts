import { expectGoodState } from '../support/page-quality.ts';
import { Parent } from '../support/parent.ts';
import { nguyen, wang } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

test('whoever cannot type Chinese finds the school in Latin letters, by keyboard', async ({ newVisitor, mailbox }) => {
  const page = await newVisitor({ locale: 'en-US' });
  const parent = new Parent(page, mailbox, wang, 'en');
  const school = page.getByRole('combobox', { name: parent.t('school.label') });
  const options = page.getByRole('listbox').getByRole('option');
  const type = async (words: string) => {
    await school.fill('');
    await school.pressSequentially(words);
  };
  await parent.provesTheAddress();
  await parent.choose('level.elementary');
  await parent.choose('relationship.father');
  await parent.field('student.national_id').fill('A105860338');

  for (const typed of ['neihu', 'nei hu guo', 'NEI-HU', 'Neihu Elementary School']) {
    await type(typed);
    await expect(options.first(), typed).toContainText('市立內湖國小');
    await expect(options.first(), typed).toContainText('Neihu Guoxiao, Neihu District');
  }
  for (const typed of ['daan', "Da'an", 'Daan District']) {
    await type(typed);
    await expect(options.filter({ hasText: '市立大安國小' }), typed).toHaveCount(1);
    await expect(options.filter({ hasText: '市立仁愛國小' }), `${typed}: of that district`).toHaveCount(1);
  }
  await expectGoodState(page);

  await type('neihu g');
  await expect(options).toHaveCount(1);
  await school.press('ArrowDown');
  await expect(options).toHaveAttribute('aria-selected', 'true');
  await school.press('Enter');
  await expect(school).toHaveValue('市立內湖國小 Neihu Guoxiao');
  await expect(page.getByRole('listbox')).toBeHidden();
  await expectGoodState(page);
  await parent.press('student.verify');
  await expect(parent.childCard('王小明')).toContainText('市立內湖國小 Neihu Guoxiao');
  await page.reload();
  await expect(parent.childCard('王小明')).toContainText('市立內湖國小 Neihu Guoxiao');
});

test('each language says in its own words where a school is', async ({ newVisitor, mailbox }) => {
  const page = await newVisitor({ locale: 'vi-VN' });
  const parent = new Parent(page, mailbox, nguyen, 'vi');
  const school = page.getByRole('combobox', { name: parent.t('school.label') });
  const option = page.getByRole('listbox').getByRole('option').first();
  await parent.provesTheAddress();
  await parent.choose('level.junior_high');
  await school.fill('changan');
  await expect(option).toContainText("Chang'an Guozhong, quận Zhongshan");
  await expectGoodState(page);
  await option.click();
  await expect(school).toHaveValue("市立長安國中 Chang'an Guozhong");

  await page.locator('select[name=language]').selectOption('正體中文');
  const chinese = page.getByRole('combobox', { name: '就讀學校' });
  await expect(chinese).toHaveValue('市立長安國中（中山區）');
  await chinese.fill('changan');
  await expect(option).toHaveText('市立長安國中中山區');
});
