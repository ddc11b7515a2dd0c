import { defineConfig, type PlaywrightTestOptions } from '@playwright/test';

/** The parents' screen: a small phone, with touch. */
const phone = {
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
} satisfies Partial<PlaywrightTestOptions>;

/** The teachers' screen. */
const desktop = { viewport: { width: 1280, height: 800 } } satisfies Partial<PlaywrightTestOptions>;

/** Neither is a test of anything, so only on demand. */
const pictures = /screenshots\.spec\.ts/;
const figures = /measure\.spec\.ts/;

export default defineConfig({
  testDir: 'tests',
  globalSetup: './support/global-setup.ts',
  // Every test has a server, a database and a mailbox of its own, so any order and any number at once will do.
  fullyParallel: true,
  // A journey waits for its browser more than it computes.
  workers: process.env['KINBIND_E2E_WORKERS'] ?? '150%',
  retries: 0,
  forbidOnly: !!process.env['CI'],
  // The story visits some twenty states, and axe looks at each of them.
  timeout: 180_000,
  expect: { timeout: 10_000 },
  outputDir: 'test-results',
  reporter: [['list'], ['html', { outputFolder: 'report', open: 'never' }]],
  use: {
    locale: 'zh-TW',
    timezoneId: 'Asia/Taipei',
    actionTimeout: 10_000,
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium-headless-shell',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'phone', use: phone, testIgnore: [pictures, figures] },
    { name: 'desktop', use: desktop, testIgnore: [pictures, figures] },
    ...(process.env['KINBIND_SCREENSHOTS'] ? [{ name: 'screenshots', use: phone, testMatch: pictures }] : []),
    ...(process.env['KINBIND_MEASURE'] ? [{ name: 'measure', use: phone, testMatch: figures }] : []),
  ],
});
