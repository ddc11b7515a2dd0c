import { applyByApi } from '../support/apply-by-api.ts';
import { approveByApi } from '../support/decide-by-api.ts';
import { homeroomTeacherOf, student } from '../support/demo-city.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { teacherLin, wang } from '../support/people.ts';
import { grantRole } from '../support/roles-by-api.ts';
import { goesTo, signsIn } from '../support/staff.ts';
import { Teacher } from '../support/teacher.ts';
import { expect, testWithOfficer as test } from '../support/test.ts';

/** Her mother is a teacher at another school. */
const child = '林可昕';
const registrar = 'hsu@school.example.tw';

test('a guardian objects to another’s application, and the registrar settles it', async ({
  page,
  newVisitor,
  server,
  mailbox,
}) => {
  await grantRole(server.url, registrar, 'registrar', student(child).schoolCode);
  await applyByApi(server.url, mailbox, teacherLin, child, 'mother');
  await approveByApi(server.url, homeroomTeacherOf(child));
  const teacher = new Teacher(await newVisitor(), homeroomTeacherOf(child));

  await test.step('我的孩子 says who applies; a reason is needed', async () => {
    await signsIn(page, teacherLin.email);
    await expect(async () => {
      await page.goto('/children');
      await expect(page.getByRole('heading', { name: child })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await applyByApi(server.url, mailbox, wang, child, 'father');
    await page.reload();
    const others = page.getByRole('region', { name: '其他人的綁定申請' });
    await expect(others).toContainText('王○明（父親）');
    await expectGoodState(page);
    await others.getByRole('button', { name: '提出異議' }).click();
    await others.getByRole('button', { name: '送出異議' }).click();
    await expect(others.getByRole('textbox', { name: '異議的原因' })).toHaveAttribute('aria-invalid', 'true');
    await expectGoodState(page);
    await others.getByRole('textbox', { name: '異議的原因' }).fill('監護權由我單獨行使');
    await others.getByRole('button', { name: '送出異議' }).click();
    await expect(page.getByRole('status').filter({ hasText: '已送出異議' })).toBeVisible();
    await expect(others).toContainText('異議處理中');
    await expectGoodState(page);
  });

  await test.step('until it is settled nobody approves', async () => {
    await teacher.signsIn();
    await teacher.seesPending(child, ['異議處理中']);
    await teacher.row(child).getByRole('button', { name: child }).click();
    const evidence = teacher.page.getByRole('dialog');
    await expect(evidence).toContainText('異議處理中');
    await expectGoodState(teacher.page);
    await evidence.getByRole('button', { name: '關閉' }).click();
    await teacher.selects([child]);
    await teacher.asksToApprove();
    const asked = teacher.page.getByRole('dialog');
    await expect(asked).toContainText('其中 1 筆有其他監護人提出異議');
    await expect(asked.getByRole('region', { name: '先看這 1 筆' })).toContainText('異議處理中');
    await asked.getByRole('button', { name: '先不要' }).click();
    await teacher.confirmsApproval([child]);
    await teacher.seesResult('1 筆沒有通過，0 筆已通過');
  });

  await test.step('who objects settles nothing, as a registrar of the school either', async () => {
    await grantRole(server.url, teacherLin.email, 'registrar', student(child).schoolCode);
    const own = await newVisitor();
    await signsIn(own, teacherLin.email);
    await goesTo(own, '異議');
    const row = own.getByRole('row').filter({ has: own.getByRole('rowheader', { name: child }) });
    await expect(row).toContainText('與您有關，由另一位承辦人處理');
    await expect(row.getByRole('button')).toHaveCount(0);
    await expectGoodState(own);
  });

  await test.step('the registrar finds it groundless, and the application goes on', async () => {
    const office = await newVisitor();
    await signsIn(office, registrar);
    await goesTo(office, '異議');
    const row = office.getByRole('row').filter({ has: office.getByRole('rowheader', { name: child }) });
    await expect(row).toContainText('監護權由我單獨行使');
    await expectGoodState(office);
    await row.getByRole('button', { name: '處理異議' }).click();
    const dialog = office.getByRole('dialog');
    await expectGoodState(office);
    await dialog.getByRole('radio', { name: /^不成立/ }).check();
    await dialog.getByRole('button', { name: '處理異議' }).click();
    await expect(office.getByRole('status').filter({ hasText: '已處理關於林可昕的異議' })).toBeVisible();
    await teacher.page.getByRole('button', { name: '知道了' }).click();
    await teacher.confirmsApproval([child]);
    await teacher.seesResult('已通過 1 筆');
  });
});
