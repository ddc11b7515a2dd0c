import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PROJECT = resolve(import.meta.dirname, '../..');
const BINARY = resolve(PROJECT, 'e2e', process.env['KINBIND_BINARY'] ?? '../target/debug/kinbind');
const READY_WITHIN_MS = 30_000;

/** Where the global set-up leaves its path for the workers. */
export const DEMO_CITY_VARIABLE = 'KINBIND_E2E_DEMO_CITY';

/** Environment variables of a server. */
export type Settings = Record<string, string>;

/** A running `kinbind serve` with a data directory of its own. */
export interface Server {
  readonly url: string;
  /** What it printed so far. */
  log(): string;
  stop(): Promise<void>;
}

/** A fresh directory for a server's database, keys and mails. */
export function newDataDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'kinbind-e2e-'));
}

/** Runs a command of the binary to its end. */
export async function runCommand(command: string[], dataDirectory: string): Promise<void> {
  const { child, output } = start(command, dataDirectory, 'http://localhost');
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`kinbind ${command.join(' ')} ended with ${code}:\n${output()}`);
}

/** Serves a copy of the demo city that the global set-up imported, on which those commands were run. */
export async function startServer(settings: Settings = {}, commands: string[][] = []): Promise<Server> {
  const template = process.env[DEMO_CITY_VARIABLE];
  if (!template) throw new Error(`${DEMO_CITY_VARIABLE} is not set: the global set-up did not run`);
  const directory = await newDataDirectory();
  await cp(template, directory, { recursive: true });
  for (const command of commands) await runCommand(command, directory);

  const port = await freePort();
  const url = `http://localhost:${port}`;
  const { child, output } = start(['serve'], directory, url, port, settings);
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    const [code] = await ended;
    await rm(directory, { recursive: true, force: true });
    if (code !== 0) throw new Error(`kinbind serve ended with ${code}:\n${output()}`);
  };

  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      await rm(directory, { recursive: true, force: true });
      throw new Error(`kinbind serve was not ready:\n${output()}`);
    }
  }
  return { url, log: output, stop };
}

/** A household registry that knows the demo city's families. */
export async function startRegistry(): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { child, output } = start(['registry-sim', '--port', String(port)], tmpdir(), url);
  const ended = once(child, 'exit');
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await ask(url))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`kinbind registry-sim: ${output()}`);
  }
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function start(args: string[], directory: string, url: string, port = 0, settings: Settings = {}) {
  const child = spawn(BINARY, args, {
    cwd: PROJECT,
    env: {
      ...process.env,
      KINBIND_ENVIRONMENT: 'demo',
      KINBIND_LISTEN: `127.0.0.1:${port}`,
      KINBIND_PUBLIC_URL: url,
      KINBIND_DATA_DIR: directory,
      KINBIND_DATABASE_URL: `sqlite://${join(directory, 'kinbind.db')}`,
      KINBIND_SHUTDOWN_SECONDS: '2',
      // Mail and account follow a decision at once.
      KINBIND_UNDO_MINUTES: '0',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.on('error', (error) => (text += `${error.message}\n`));
  return { child, output: () => text };
}

async function isReady(url: string): Promise<boolean> {
  return (await ask(`${url}/health/ready`))?.ok ?? false;
}

/** Asks once; a refused connection is answered a little later, so that the caller's loop does not spin. */
async function ask(url: string): Promise<Response | undefined> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(1_000) });
  } catch {
    await new Promise((done) => setTimeout(done, 25));
    return undefined;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
