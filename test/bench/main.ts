// `npm run bench`: every measurement, one after the other so that none disturbs another; `npm run bench -- path parse` runs some of them. Ends with 1 where a
// bound is not met. Tests never assert a time: a busy machine would fail them.
import { spawnSync } from 'node:child_process';

const measurements = ['program', 'parse', 'trust-store', 'path', 'fleet', 'ssh'] as const;

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !measurements.some((known) => known === name));
if (unknown.length > 0) {
  console.error(`no measurement is called ${unknown.join(', ')}: ${measurements.join(', ')}`);
  process.exitCode = 2;
} else {
  for (const name of asked.length > 0 ? asked : measurements) {
    console.log(`\n${name}`);
    const { status } = spawnSync(process.execPath, [`${import.meta.dirname}/${name}.ts`], { stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
}
