import { rm } from 'node:fs/promises';
import { GOOD_STATES_VARIABLE } from './page-quality.ts';
import { DEMO_CITY_VARIABLE, newDataDirectory, runCommand } from './server.ts';

/**
 * Imports the demo city once; each test's server starts on a copy. And makes the place where workers tell each other
 * what they needn't look at again.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const city = await newDataDirectory();
  const states = await newDataDirectory();
  await runCommand(['demo'], city);
  process.env[DEMO_CITY_VARIABLE] = city;
  process.env[GOOD_STATES_VARIABLE] = states;
  return async () => {
    for (const directory of [city, states]) await rm(directory, { recursive: true, force: true });
  };
}
