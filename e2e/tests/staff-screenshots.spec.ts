/** Pictures of the pages of registrar, bureau, protection desk and auditor. */
import { applyByApi } from '../support/apply-by-api.ts';
import { approveByApi } from '../support/decide-by-api.ts';
import { homeroomTeacherOf, student } from '../support/demo-city.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { ji, lin, wang } from '../support/people.ts';
import { desktop, pictureFromTop } from '../support/picture.ts';
import { grantRole } from '../support/roles-by-api.ts';
import { goesTo, signsIn } from '../support/staff.ts';
import { Teacher } from '../support/teacher.ts';
import { expect, OFFICER, testWithOfficer as test } from '../support/test.ts';

const child = '王小明';
const someone = 'hsu@school.example.tw';

const desks = [
  {
    role: 'registrar',
    email: someone,
    pages: [
      ['學籍匯入', 'registrar-import'],
      ['學校設定與通知', 'registrar-school'],
    ],
  },
  {
    role: 'officer',
    email: OFFICER,
    pages: [
      ['全市普查進度', 'bureau-census'],
      ['職務與授權', 'bureau-roles'],
      ['委託照顧', 'bureau-delegations'],
      ['學校', 'bureau-schools'],
      ['個資同意書', 'bureau-consents'],
      ['全市政策', 'bureau-policies'],
      ['重複身分', 'bureau-duplicates'],
    ],
  },
  { role: 'protection_officer', email: someone, pages: [['保護個案', 'protection-desk']] },
  { role: 'auditor', email: someone, pages: [['稽核紀錄', 'auditor-trail']] },
] as const;

for (const { role, email, pages } of desks) {
  test(`the pages of ${role}`, async ({ newVisitor, server, mailbox }) => {
    await applyByApi(server.url, mailbox, wang, child, 'father');
    await approveByApi(server.url, homeroomTeacherOf(child));
    await applyByApi(server.url, mailbox, lin, child, 'mother');
    if (role !== 'officer') await grantRole(server.url, email, role, role === 'registrar' ? student(child).schoolCode : undefined);
    for (const [options, suffix] of [
      [desktop, ''],
      [{}, '-phone'],
    ] as const) {
      const page = await newVisitor(options);
      await signsIn(page, email);
      for (const [title, name] of pages) {
        await goesTo(page, title);
        await expectGoodState(page);
        await pictureFromTop(page, `${name}${suffix}`);
      }
    }
  });
}

test('the class list and the evidence', async ({ newVisitor, server, mailbox }) => {
  await applyByApi(server.url, mailbox, { ...wang, name: '王大眀' }, child, 'father');
  await applyByApi(server.url, mailbox, ji, '𠮷宥辰', 'father');
  for (const [options, suffix] of [
    [desktop, ''],
    [{}, '-phone'],
  ] as const) {
    const page = await newVisitor(options);
    const teacher = new Teacher(page, homeroomTeacherOf(child));
    await teacher.signsIn();
    await teacher.row(child).getByRole('button', { name: child }).click();
    await expect(page.getByRole('dialog')).toContainText('個資使用同意書');
    await expectGoodState(page);
    await pictureFromTop(page, `teacher-evidence${suffix}`);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: '學生資料管理' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('學生資料管理');
    await expectGoodState(page);
    await pictureFromTop(page, `teacher-class-list${suffix}`);
  }
});
