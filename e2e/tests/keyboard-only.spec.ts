import { applyByApi } from '../support/apply-by-api.ts';
import { homeroomTeacherOf, student } from '../support/demo-city.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { Parent } from '../support/parent.ts';
import { ji, li, wang } from '../support/people.ts';
import { Teacher } from '../support/teacher.ts';
import { expect, test } from '../support/test.ts';
import type { Locator, Page } from '@playwright/test';

test('the whole application is made with the keyboard alone', async ({ page, mailbox }) => {
  const parent = new Parent(page, mailbox, wang);
  const child = student('王小明');
  const keys = page.keyboard;
  const button = (key: string) => page.getByRole('main').getByRole('button', { name: parent.t(key), exact: true });

  await test.step('step 1: address and code', async () => {
    await page.goto('/apply');
    await parent.seesPage('contact.title');
    await tabTo(page, parent.field('contact.address'));
    await keys.type(wang.email);
    await keys.press('Enter');
    await arrives(parent, 'code.title');
    await tabTo(page, parent.field('code.label'));
    await keys.type(await mailbox.nextCode(wang.email));
    await keys.press('Enter');
  });

  await test.step('step 2: the child', async () => {
    await arrives(parent, 'students.title');
    await tabTo(page, page.getByRole('radio', { name: '父親', exact: true }));
    await keys.press('ArrowDown');
    await expect(page.getByRole('radio', { name: '母親', exact: true })).toBeChecked();
    await tabTo(page, page.getByRole('radio', { name: '國小' }));
    await keys.press('Space');
    await tabTo(page, parent.field('student.national_id'));
    await keys.type(child.nationalId);
    await keys.press('Tab');
    await expect(page.getByRole('main').getByRole('combobox')).toBeFocused();
    await keys.type('內湖國小');
    await keys.press('ArrowDown');
    await keys.press('Enter');
    await expect(page.getByRole('main').getByRole('combobox')).toHaveValue(/市立內湖國小/);
    await tabTo(page, button('student.verify'));
    await keys.press('Enter');
    await expect(parent.childCard('王小明')).toContainText('五年一班');
    await expect(parent.heading(), 'the form has gone, and the focus is not lost with it').toBeFocused();
    await tabTo(page, button('students.add'));
    await keys.press('Enter');
    await expect(page.getByRole('heading', { name: parent.t('students.another') })).toBeFocused();
    await tabTo(page, button('action.cancel'));
    await keys.press('Enter');
    await expect(parent.heading()).toBeFocused();
    await tabTo(page, button('action.next'));
    await keys.press('Enter');
  });

  await test.step('step 3: the consent', async () => {
    await arrives(parent, 'consent.title');
    await tabTo(page, button('consent.to_end'));
    await keys.press('Enter');
    const tick = page.getByRole('checkbox', { name: parent.t('consent.agree') });
    await expect(tick, 'the way to the end leads to the tick').toBeFocused();
    await keys.press('Space');
    await tabTo(page, button('action.next'));
    await keys.press('Enter');
  });

  await test.step('step 4: own data, and a typed name as signature', async () => {
    await arrives(parent, 'parent.title');
    await tabTo(page, parent.field('parent.national_id'));
    await keys.type(wang.nationalId);
    await keys.press('Enter');
    await expect(parent.heading(), 'the form has gone, and the focus is not lost with it').toBeFocused();
    await tabTo(page, parent.field('parent.name'));
    await keys.type(wang.name);
    await tabTo(page, parent.field('parent.mobile'));
    await keys.type(wang.mobile);
    await keys.press('Enter');
    await arrives(parent, 'check.title');
    await tabTo(page, button('signature.type_instead'));
    await keys.press('Enter');
    const typed = parent.field('signature.typed');
    await expect(typed).toHaveAccessibleDescription(/輸入姓名即表示本人簽署/);
    await expect(typed).toBeFocused();
    await tabTo(page, button('signature.draw_instead'));
    await keys.press('Enter');
    await expect(button('signature.type_instead')).toBeFocused();
    await keys.press('Enter');
    await expect(typed).toBeFocused();
    await keys.type(wang.name);
    await tabTo(page, button('check.send'));
    await keys.press('Enter');
    await arrives(parent, 'done.title');
  });
});

test('a class is reviewed with the keyboard alone, and with single keys once they are switched on', async ({
  page,
  server,
  mailbox,
}) => {
  await applyByApi(server.url, mailbox, wang, '王小明', 'father');
  await applyByApi(server.url, mailbox, ji, '𠮷宥辰', 'father');
  await applyByApi(server.url, mailbox, li, '李詠晴', 'maternal_grandfather');
  const teacher = new Teacher(page, homeroomTeacherOf('王小明'));
  await teacher.signsIn();
  const keys = page.keyboard;
  const dialog = page.getByRole('dialog');
  const opener = (child: string) => teacher.row(child).getByRole('button', { name: child });

  await test.step('returned from the evidence', async () => {
    await tabTo(page, opener('李詠晴'));
    await keys.press('j');
    await expect(opener('李詠晴'), 'single keys are off').toBeFocused();
    await keys.press('Enter');
    await expect(dialog.getByRole('region', { name: '簽名' })).toBeVisible();
    await tabTo(page, dialog.getByRole('button', { name: '退回' }));
    await keys.press('Enter');
    await tabTo(page, dialog.getByRole('checkbox', { name: '監護' }));
    await keys.press('Space');
    await tabTo(page, dialog.getByRole('button', { name: '退回 1 筆' }));
    await keys.press('Enter');
    await teacher.seesResult('已退回 1 筆');
    await expect(page.locator('#review-results')).toBeFocused();
  });

  await test.step('the keys, switched on where they are explained', async () => {
    await tabTo(page, page.getByRole('button', { name: '顯示設定' }));
    await keys.press('Enter');
    await tabTo(page, dialog.getByRole('checkbox', { name: '啟用單鍵快速鍵' }));
    await keys.press('Space');
    await expect(dialog).toContainText('看佐證資料');
    await expectGoodState(page);
    await keys.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole('button', { name: '顯示設定' })).toBeFocused();
  });

  await test.step('two rows selected and approved', async () => {
    await page.reload();
    await teacher.seesRows(2);
    await keys.press('j');
    await expect(opener('王小明')).toBeFocused();
    await keys.press('x');
    await keys.press('j');
    await expect(opener('𠮷宥辰')).toBeFocused();
    await keys.press('x');
    await teacher.seesSelected('已選取 2 筆');
    await keys.press('a');
    await expect(dialog).toContainText('王小明');
    await keys.press('x');
    await expect(dialog, 'the dialog has the keys').toBeVisible();
    await tabTo(page, dialog.getByRole('button', { name: '通過 2 筆' }));
    await keys.press('Enter');
    await teacher.seesResult('已通過 2 筆');
    await teacher.seesNothingPending();
  });
});

test('the skip link leads past the header', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: '跳到主要內容' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
});

/** A new page begins with its heading, where a screen reader reads on. */
async function arrives(parent: Parent, titleKey: string): Promise<void> {
  await parent.seesPage(titleKey);
  await expect(parent.heading()).toBeFocused();
}

/** Presses Tab until the element has the focus, as somebody does who can't point at it. */
async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 80; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
    expect(await hasVisibleBox(page), 'what has the focus can be seen').toBe(true);
  }
  await expect(target, 'reached by tabbing').toBeFocused();
}

/** Whether what has the focus takes up room that nothing clips away; the page itself has it between two rounds. */
function hasVisibleBox(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return true;
    for (let element: Element | null = focused; element; element = element.parentElement) {
      const { clipPath } = getComputedStyle(element);
      if (clipPath.startsWith('inset(50%')) return false;
    }
    const { width, height } = focused.getBoundingClientRect();
    return width > 1 && height > 1;
  });
}
