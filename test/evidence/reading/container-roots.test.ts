import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { WorkloadEvidence } from '../../../src/evidence/host-evidence.ts';
import { filesBeneath } from '../../../src/evidence/machine/files-beneath.ts';
import { readTrustContent } from '../../../src/evidence/machine/live-trust-content.ts';
import type { Machine, ProcessFacts } from '../../../src/evidence/machine/machine.ts';
import { openRootBook } from '../../../src/evidence/reading/container-roots.ts';
import { issue } from '../../certificates.ts';
import { machineHere } from '../planted-tree.ts';

const bundle = '/etc/ssl/certs/ca-certificates.crt';

/** A machine with one process whose root is a folder; `ends` says whether it has ended by the time its files were read. */
function machineWith(ends: boolean): { readonly machine: Machine; readonly facts: ProcessFacts } {
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-root-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(path.join(folder, path.dirname(bundle)), { recursive: true });
  writeFileSync(path.join(folder, bundle), issue({ subject: 'CN=Root', ca: true }).pem);
  const files = filesBeneath(folder, async (place) => readTrustContent(undefined, place));
  const machine: Machine = {
    ...machineHere(),
    rootOf: async (pid) => ({ pid, link: '/', files, layer: undefined, wayTo: async () => undefined, isStillThere: async () => !ends }),
  };
  const facts: ProcessFacts = {
    pid: 7,
    parent: 1,
    startedAt: 0,
    program: '/app/web',
    words: ['/app/web'],
    environment: { values: new Map() },
    unit: undefined,
    replaced: false,
    libraries: [],
    raised: false,
    files: 'unknown',
    container: undefined,
    network: undefined,
    firstWord: '/app/web',
    root: { pid: 7, key: 'a' },
  };
  return { machine, facts };
}

const workload = (root: string): WorkloadEvidence => ({
  name: 'web',
  origin: 'process',
  root,
  runtime: { family: 'go', version: '1.22.1' },
  nextStart: { environment: {}, options: {} },
});

it('a root is read once for all of its processes', async () => {
  const { machine, facts } = machineWith(false);
  const book = openRootBook(machine);
  const [first, second] = [await book.open(facts), await book.open({ ...facts, pid: 8 })];
  expect(first).toBe(second);
  expect(await book.open({ ...facts, root: undefined })).toBeUndefined();
  const { roots, workloads, blobs } = await book.read([workload('root-1'), workload('root-1')], new Set());
  expect(roots).toMatchObject([{ id: 'root-1', runtimes: [{ family: 'go' }] }]);
  expect(roots[0]?.trustFiles.find((one) => one.path === bundle)).toMatchObject({ state: 'file' });
  expect(workloads).toEqual([workload('root-1'), workload('root-1')]);
  expect(blobs.length).toBeGreaterThan(1);
  const known = new Set(blobs.map((one) => one.sha256));
  expect((await book.read([workload('root-1')], known)).blobs).toEqual([]);
});

it('of a process that ends meanwhile nothing is believed: all its files would be missing', async () => {
  const { machine, facts } = machineWith(true);
  const book = openRootBook(machine);
  await book.open(facts);
  const reading = await book.read([workload('root-1')], new Set());
  expect(reading).toEqual({
    roots: [],
    blobs: [],
    wanted: [],
    workloads: [
      {
        name: 'web',
        origin: 'process',
        nextStart: { environment: {}, options: {} },
        missing: [{ fact: 'trustFiles', reason: 'the process ended while its files were looked at' }],
      },
    ],
  });
});

it('a root that nothing runs in any more is not read', async () => {
  const { machine, facts } = machineWith(false);
  const book = openRootBook(machine);
  await book.open(facts);
  expect((await book.read([], new Set())).roots).toEqual([]);
});
