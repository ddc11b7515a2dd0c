import { test as base, expect, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import { Mailbox } from './mailbox.ts';
import { watch } from './page-quality.ts';
import { startRegistry, startServer, type Server, type Settings } from './server.ts';

interface Fixtures {
  /** Of the server, besides those that every test has. */
  settings: Settings;
  /** Run on the data before the server starts. */
  commands: string[][];
  /** Services that sign people in through us, at whatever port: a browser may be sent there. */
  services: string[];
  server: Server;
  mailbox: Mailbox;
  /** Opens the browser of one more person, with no cookies of the others. */
  newVisitor: (options?: BrowserContextOptions) => Promise<Page>;
}

/** A test with a server of its own; console errors and blocked or foreign requests fail it. */
export const test = base.extend<Fixtures>({
  settings: [{}, { option: true }],
  commands: [[], { option: true }],
  services: [[], { option: true }],
  server: async ({ settings, commands }, use, testInfo) => {
    const server = await startServer(settings, commands);
    await use(server);
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('server.log', { body: server.log(), contentType: 'text/plain' });
    }
    await server.stop();
  },
  baseURL: async ({ server }, use) => use(server.url),
  mailbox: async ({ server }, use) => use(new Mailbox(server.url)),
  context: async ({ context, server, services }, use) => {
    const faults = await watch(context, server.url, services);
    await use(context);
    expect(faults, 'faults in the browser').toEqual([]);
  },
  newVisitor: async ({ browser, server, services, baseURL }, use) => {
    const visits: { context: BrowserContext; faults: string[] }[] = [];
    await use(async (options) => {
      const context = await browser.newContext({ ...(baseURL && { baseURL }), ...options });
      visits.push({ context, faults: await watch(context, server.url, services) });
      return context.newPage();
    });
    for (const { context, faults } of visits) {
      await context.close();
      expect(faults, 'faults in the browser').toEqual([]);
    }
  },
});

/** The same, with a household registry that knows the demo city's families. */
export const testWithRegistry = test.extend({
  settings: async ({}, use) => {
    const registry = await startRegistry();
    await use({ KINBIND_REGISTRY_URL: registry.url });
    await registry.stop();
  },
});

/** Who acts for the bureau in {@link testWithOfficer}. */
export const OFFICER = 'lai@school.example.tw';

/** The same, where somebody grants roles. */
export const testWithOfficer = test.extend({
  commands: async ({}, use) => use([['appoint-officer', OFFICER]]),
});

export { expect };
