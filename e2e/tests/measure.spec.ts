/** Figures for people with old phones: `npm run measure` prints them. Nothing here fails by the clock. */
import type { CDPSession, Page } from '@playwright/test';
import { Parent } from '../support/parent.ts';
import { wang } from '../support/people.ts';
import { expect, test } from '../support/test.ts';
import { wordsOf } from '../support/words.ts';

const RUNS = 5;
/** Lighthouse's "slow 4G" and a phone four times slower than this machine. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const CPU_SLOWDOWN = 4;

interface Visit {
  painted: number;
  usable: number;
  shift: number;
}

test('step 1 on a slow phone', async ({ newVisitor }) => {
  const first: Visit[] = [];
  const warm: Visit[] = [];
  for (let run = 0; run < RUNS; run++) {
    const page = await newVisitor();
    await slowDown(await page.context().newCDPSession(page));
    first.push(await visit(page));
    warm.push(await visit(page));
    await page.close();
  }
  for (const [name, visits] of [['first visit', first], ['warm visit', warm]] as const) {
    const of = (figure: keyof Visit) => median(visits.map((one) => one[figure]));
    console.log(
      `${name}, slow 4G, CPU ÷${CPU_SLOWDOWN}, median of ${RUNS}: shell painted ${of('painted').toFixed(0)} ms,`,
      `step 1 usable ${of('usable').toFixed(0)} ms, layout shift ${of('shift').toFixed(3)}`,
    );
  }
});

test('requests of a whole application', async ({ page, mailbox }) => {
  const calls: string[] = [];
  page.on('request', (request) => {
    const path = new URL(request.url()).pathname;
    if (path.startsWith('/api/')) calls.push(`${request.method()} ${path.replace(/[0-9a-f-]{36}/, '{id}')}`);
  });
  await new Parent(page, mailbox, wang).appliesFor('王小明', 'father');
  console.log(`one child, from the address to the reference number: ${calls.length} API requests\n  ${calls.join('\n  ')}`);
});

async function slowDown(session: CDPSession): Promise<void> {
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', SLOW_4G);
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
}

/** Times count from the navigation's start, by the page's own clock. */
async function visit(page: Page): Promise<Visit> {
  await page.goto('/apply', { waitUntil: 'commit' });
  await expect(page.getByRole('textbox', { name: wordsOf('zh-TW')('contact.address') })).toBeEditable({ timeout: 60_000 });
  return page.evaluate(() => {
    const usable = performance.now();
    const painted = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN;
    return new Promise<{ painted: number; usable: number; shift: number }>((done) => {
      let shift = 0;
      const observer = new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shift += (entry as PerformanceEntry & { value: number }).value;
      });
      observer.observe({ type: 'layout-shift', buffered: true });
      requestAnimationFrame(() => requestAnimationFrame(() => done({ painted, usable, shift })));
    });
  });
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
