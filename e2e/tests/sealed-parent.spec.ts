import { applyByApi } from '../support/apply-by-api.ts';
import { approveByApi } from '../support/decide-by-api.ts';
import { homeroomTeacherOf, student } from '../support/demo-city.ts';
import { Guardian } from '../support/guardian.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { teacherLin, wang } from '../support/people.ts';
import { grantRole } from '../support/roles-by-api.ts';
import { goesTo, signsIn } from '../support/staff.ts';
import { DEMO_PASSWORD, Teacher } from '../support/teacher.ts';
import { expect, testWithOfficer as test } from '../support/test.ts';

const child = student('王大恩');
const officer = 'hsu@school.example.tw';

test('what parents see of a seal: one is bound no more, the other goes on waiting, and nobody is told', async ({
  page,
  newVisitor,
  server,
  mailbox,
}) => {
  await grantRole(server.url, officer, 'protection_officer');
  await applyByApi(server.url, mailbox, teacherLin, child.name, 'mother');
  await approveByApi(server.url, homeroomTeacherOf(child.name));
  const mine = page.getByRole('listitem').filter({ hasText: child.name });
  await new Guardian(page).signsInAt(teacherLin.email, DEMO_PASSWORD, '/children', 'children.title');
  await expect(async () => {
    await page.reload();
    await expect(mine).toContainText('已綁定', { timeout: 1_000 });
  }).toPass();
  const waiting = await newVisitor();
  await waiting.context().addCookies(await applyByApi(server.url, mailbox, wang, child.name, 'father'));
  await waiting.goto('/progress');
  const progress = waiting.getByRole('main');
  await expect(progress).toContainText('待審核');
  // Comes last.
  await expect(progress).toContainText('聯絡方式');
  const before = await progress.innerText();

  const desk = await newVisitor();
  await test.step('the order names the mother’s binding', async () => {
    await signsIn(desk, officer);
    await goesTo(desk, '保護個案');
    await desk.getByRole('textbox', { name: '學生身分證字號' }).fill(child.nationalId);
    await desk.getByRole('button', { name: '查詢學生' }).click();
    await desk.getByRole('checkbox', { name: /林淑惠/ }).check();
    await desk.getByRole('textbox', { name: '命令字號' }).fill('115年度家護字第123號');
    await expectGoodState(desk);
    await desk.getByRole('button', { name: '封存王大恩，結束 1 個綁定' }).click();
    await desk.getByRole('dialog').getByRole('button', { name: '封存王大恩，結束 1 個綁定' }).click();
    await expect(desk.getByRole('status').filter({ hasText: '已封存王大恩' })).toBeVisible();
  });

  await test.step('she has to sign in again, and the child is gone', async () => {
    await page.reload();
    await expect(page).toHaveURL('/sign-in');
    await new Guardian(page).signsInAt(teacherLin.email, DEMO_PASSWORD, '/children', 'children.title');
    // A list that is still to come shows no child either.
    await expectGoodState(page);
    await expect(page.getByRole('main')).not.toContainText('已綁定');
    await expect(page.getByRole('main')).not.toContainText('其他人的綁定申請');
  });

  await test.step('the father reads what he read before', async () => {
    await waiting.reload();
    await expect(progress).toContainText('待審核');
    await expect(progress).toContainText('聯絡方式');
    expect(await progress.innerText()).toBe(before);
    await expectGoodState(waiting);
  });

  await test.step('the teacher sees nothing, the desk sees all, and no mail was sent', async () => {
    const teacher = new Teacher(await newVisitor(), homeroomTeacherOf(child.name));
    await teacher.signsIn();
    await teacher.seesNothingPending();
    const row = desk.getByRole('row').filter({ has: desk.getByRole('rowheader', { name: child.name }) });
    await expect(row).toContainText(wang.name);
    for (const { email } of [teacherLin, wang]) {
      const ends = (await mailbox.all(email)).filter((mail) => /結束|解除|撤銷|封存|退回/.test(mail.subject));
      expect(ends).toEqual([]);
    }
  });
});
