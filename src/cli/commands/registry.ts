import type { Command } from '../command.ts';
import type { CommandName } from '../options.ts';

/** Every command by its name; loaded one at a time, because each brings what only it needs. */
export const commands: Readonly<Record<CommandName, () => Promise<{ readonly command: Command }>>> = {
  scan: () => import('./scan.ts'),
  demo: () => import('./demo.ts'),
  collect: () => import('./collect.ts'),
  assess: () => import('./assess.ts'),
  rotation: () => import('./rotation.ts'),
  explain: () => import('./explain.ts'),
  rehearse: () => import('./rehearse.ts'),
  verify: () => import('./verify.ts'),
  probe: () => import('./probe.ts'),
  'ssm-document': () => import('./ssm-document.ts'),
  'iam-policy': () => import('./iam-policy.ts'),
  init: () => import('./init.ts'),
  doctor: () => import('./doctor.ts'),
  completion: () => import('./completion.ts'),
};
