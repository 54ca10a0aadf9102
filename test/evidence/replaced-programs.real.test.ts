import { beforeAll, expect, it } from 'vitest';
import type { WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import type { ReplacedFile } from '../../src/evidence/runtime.ts';
import { describeWith } from '../require.ts';
import { collectBothAfter, collectors } from './namespace.ts';

const python = '/usr/bin/python3.11';

const setup = `mkdir "$D/lib"; for one in kept renamed written removed; do
    mkdir "$D/lib/$one"; cp -p /usr/lib/x86_64-linux-gnu/libssl.so.3 /usr/lib/x86_64-linux-gnu/libcrypto.so.3 "$D/lib/$one"
  done
  mkdir "$D/bin"; for one in kept renamed written removed program gone; do cp -p ${python} "$D/bin/python3.11-$one"; done
  cat > "$D/listen.py" <<'END'
import os, socket, ssl, time
held = socket.create_server(('127.0.0.1', 0))
open(os.environ['READY'], 'w')
time.sleep(1000)
END
  for one in kept renamed written removed program gone; do
    mkdir "$D/d/$one"; cp "$D/listen.py" "$D/d/$one/$one.py"; mv "$D/bin/python3.11-$one" "$D/d/$one/python3"
    READY="$D/$one.ready" PYTHONHOME=/usr LD_LIBRARY_PATH="$D/lib/$one" "$D/d/$one/python3" "$D/d/$one/$one.py" & until_there "$D/$one.ready"
  done
  sleep 1.2
  cp -p "$D/lib/kept/libssl.so.3" "$D/lib/renamed/new"; mv "$D/lib/renamed/new" "$D/lib/renamed/libssl.so.3"
  cat "$D/lib/kept/libcrypto.so.3" > "$D/lib/written/libcrypto.so.3"
  rm "$D/lib/removed/libssl.so.3"
  cp ${python} "$D/d/program/new"; mv "$D/d/program/new" "$D/d/program/python3"
  rm "$D/d/gone/python3"`;

describeWith(
  ['unshare', 'ip', python, '/usr/lib/x86_64-linux-gnu/libssl.so.3'],
  'what was replaced on disk under a running process',
  () => {
    let seen: readonly (readonly WorkloadEvidence[])[] = [];
    beforeAll(async () => {
      const both = await collectBothAfter(setup);
      seen = collectors.map((by) => both[by].evidence.workloads);
    }, 60_000);
    const replacedOf = (name: string): readonly (readonly ReplacedFile[] | undefined)[] =>
      seen.map((workloads) => {
        const found = workloads.find((one) => one.name === name);
        if (found === undefined) throw new Error(`${name} is not among ${workloads.map((one) => one.name).join(', ')}`);
        return found.process?.replaced?.map(({ path, ...one }) => ({ ...one, path: path.replace(/^.*\/(?=(?:lib|d)\/)/, '') }));
      });
    const byBoth = (expected: unknown): unknown => [expected, expected];

    it.each([
      ['kept', undefined],
      ['renamed', [{ path: 'lib/renamed/libssl.so.3', what: 'tls-library' }]],
      ['written', [{ path: 'lib/written/libcrypto.so.3', what: 'tls-library', replacedAt: expect.stringMatching(/Z$/) as string }]],
      ['removed', [{ path: 'lib/removed/libssl.so.3', what: 'tls-library' }]],
      ['program', [{ path: 'd/program/python3', what: 'program', replacedAt: expect.stringMatching(/Z$/) as string }]],
      ['gone', [{ path: 'd/gone/python3', what: 'program' }]],
    ] as const)('%s', (name, expected) => {
      expect(replacedOf(name)).toEqual(byBoth(expected));
    });
  },
);
