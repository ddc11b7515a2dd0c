import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expectGoodState } from '../support/page-quality.ts';
import { teacherLin } from '../support/people.ts';
import { DEMO_PASSWORD } from '../support/teacher.ts';
import { expect, testWithOfficer } from '../support/test.ts';
import { wordsOf } from '../support/words.ts';

const HANDBOOK = resolve(import.meta.dirname, '../../docs/integrators.md');
const test = testWithOfficer.extend({ services: async ({}, use) => use(['http://127.0.0.1']) });

test('what the integrators’ handbook says works as it stands there', async ({ page, server }, testInfo) => {
  const handbook = await readFile(HANDBOOK, 'utf8');
  const block = (language: string, index: number) => {
    const blocks = [...handbook.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))];
    return blocks[index]?.[1] ?? '';
  };

  const jar = testInfo.outputPath('jar');
  const commands = block('sh', 1).replace('http://localhost:8080', server.url).replaceAll(/-([cb]) jar/g, `-$1 ${jar}`);
  const printed = await run('sh', ['-c', commands]);
  const clientId = /"client":\{"id":"([0-9a-f-]{36})"/.exec(printed)?.[1];
  expect(clientId, printed).toBeTruthy();

  // Beside node_modules, where Node looks for the library.
  const script = resolve(import.meta.dirname, `../.sign-in-${testInfo.project.name}-${process.pid}.mjs`);
  await writeFile(script, block('js', 0));
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, ISSUER: server.url, CLIENT_ID: clientId },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    await page.goto(/Open (\S+)/.exec(line.toString())?.[1] ?? '');
    await expect(page.getByText('登入後繼續使用「校園繳費」')).toBeVisible();
    await page.getByRole('textbox', { name: '帳號' }).fill(teacherLin.email);
    await page.getByLabel('密碼', { exact: true }).fill(DEMO_PASSWORD);
    await page.getByRole('main').getByRole('button', { name: '登入' }).click();
    const words = wordsOf('zh-TW');
    await expect(page.getByRole('main'), 'an app on the own device').toContainText('127.0.0.1');
    await expectGoodState(page);
    await page.getByRole('button', { name: words('services.allow') }).click();
    await expect(page).toHaveURL(/^http:\/\/127\.0\.0\.1:\d+\/callback\?code=/);
    await expect(page.locator('body')).toContainText(teacherLin.email);
    expect(JSON.parse((await page.locator('body').textContent()) ?? '')).toMatchObject({ children: [] });
  } finally {
    child.kill();
    await rm(script);
  }
});

async function run(command: string, args: string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'close');
  return text;
}
