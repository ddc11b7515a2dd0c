import { rm } from 'node:fs/promises';
import { DEMO_CITY_VARIABLE, newDataDirectory, runCommand } from './server.ts';

/** Imports the demo city once; each test's server starts on a copy. */
export default async function importDemoCity(): Promise<() => Promise<void>> {
  const directory = await newDataDirectory();
  await runCommand(['demo'], directory);
  process.env[DEMO_CITY_VARIABLE] = directory;
  return () => rm(directory, { recursive: true, force: true });
}
