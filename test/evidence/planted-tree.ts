import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type LiveOptions, liveMachine } from '../../src/evidence/machine/live-machine.ts';
import type { Machine } from '../../src/evidence/machine/machine.ts';

/** Content of a file that may be executed. */
export const program = '#!/usr/bin/env true\n';

/** A machine whose root is a temporary folder with these files; a value that starts with `-> ` makes a link. */
export function plantTree(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Partial<LiveOptions> = {},
): Machine & { readonly root: string } {
  const root = mkdtempSync(path.join(tmpdir(), 'snowline-tree-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    if (typeof content === 'string' && content.startsWith('-> ')) symlinkSync(content.slice(3), file);
    else writeFileSync(file, content, { mode: content === program ? 0o755 : 0o644 });
  }
  return { ...machineHere({ root, ...options }), root };
}

/** The machine that the tests run on, without the variables of whoever started them. */
export function machineHere(options: Partial<LiveOptions> = {}): Machine {
  return liveMachine({ root: '', environment: {}, ownPid: process.pid, timeoutMs: 10_000, ...options });
}
