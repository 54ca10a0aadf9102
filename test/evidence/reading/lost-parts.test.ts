import { describe, expect, it } from 'vitest';
import type { ProcessFacts } from '../../../src/evidence/machine/machine.ts';
import { lostParts } from '../../../src/evidence/reading/lost-parts.ts';
import { plantTree } from '../planted-tree.ts';

const home = '/usr/lib/jvm/java-17';
const java = { family: 'java', version: '17.0.9', home, path: `${home}/bin/java` } as const;
const [modules, properties] = [`${home}/lib/modules`, `${home}/conf/security/java.security`];
const whole = { [java.path]: '', [modules]: '', [properties]: '-> ../../../../../../etc/java.security', '/etc/java.security': '' };
const running: ProcessFacts = {
  pid: 7,
  parent: 1,
  startedAt: Date.now() + 60_000,
  program: java.path,
  words: [],
  environment: { values: new Map() },
  unit: 'app.service',
  replaced: false,
  libraries: [{ path: modules, deleted: false }],
  raised: false,
  files: 'same',
  container: undefined,
  network: 'host',
  firstWord: undefined,
  root: undefined,
};

type Given = readonly [files: Readonly<Record<string, string>>, process?: Partial<ProcessFacts>, next?: Parameters<typeof lostParts>[2]];
async function lost(...[files, process = {}, next = java]: Given): Promise<readonly string[]> {
  return (await lostParts(plantTree(files), { ...running, ...process }, next)).map(({ fact, reason }) => `${fact}: ${reason}`);
}
const without = (file: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(whole).filter(([name]) => name !== file));

describe('parts that the next start lacks', () => {
  it('are none of a whole JDK, of one of version 8, or of one that was replaced by a whole one', async () => {
    expect(await lost(whole)).toEqual([]);
    expect(await lost({}, { libraries: [] }, { ...java, version: '1.8.0_392' })).toEqual([]);
    const before = '/usr/lib/jvm/java-11/lib/server/libjvm.so';
    expect(
      await lost(whole, {
        replaced: true,
        libraries: [
          { path: before, deleted: true },
          { path: modules, deleted: true },
        ],
      }),
    ).toEqual([]);
  });

  it.each([modules, properties, '/etc/java.security'])('are those of a JDK without %s', async (file) => {
    expect(await lost(without(file))).toEqual([
      expect.stringMatching(/^nextStart\.start: .*, which its Java needs, is not there any more/),
    ]);
  });

  it('are libraries that were loaded from there and are gone', async () => {
    const library = `${home}/lib/server/libjvm.so`;
    expect(await lost(whole, { libraries: [{ path: library, deleted: true }] })).toEqual([
      expect.stringContaining('libjvm.so, which its process has loaded,'),
    ]);
    expect(await lost({ ...whole, [library]: '' }, { libraries: [{ path: library, deleted: true }] })).toEqual([]);
    expect(
      await lost(
        { '/usr/bin/python3': '' },
        { program: '/usr/bin/python3', libraries: [{ path: '/usr/lib/libssl.so.3', deleted: true }] },
        { family: 'python', version: '3.11.2', path: '/usr/bin/python3' },
      ),
    ).toHaveLength(1);
  });

  it('are not known where the security properties were written since the process started', async () => {
    expect(await lost(whole, { startedAt: Date.now() - 60_000 })).toEqual([
      expect.stringContaining('the java.security of its Java was written or changed since'),
    ]);
  });
});
