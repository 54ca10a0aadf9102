import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderGoldens } from '../goldens.ts';

const root = new URL('../..', import.meta.url).pathname;
const rendered = await renderGoldens();
const golden = (name: string): string => readFileSync(`${root}reports/examples/${name}`, 'utf8');

describe('reports/examples', () => {
  it.each(Object.keys(rendered))('holds %s as the commands print it today', (name) => {
    expect(golden(name), 'the golden is stale: run npm run update, then review the difference').toBe(rendered[name]);
  });

  it('shows what the program itself prints', () => {
    const { PATH = '', HOME = '' } = process.env;
    const run = spawnSync(process.execPath, ['src/cli/bin.ts', 'demo'], { cwd: root, env: { PATH, HOME }, encoding: 'utf8' });
    expect(run.status).toBe(1);
    expect(run.stdout).toBe(golden('demo.txt'));
  });
});
