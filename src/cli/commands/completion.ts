import path from 'node:path';
import { UsageError } from '../../errors.ts';
import type { Command } from '../command.ts';
import { completionScripts, shells } from '../completion-scripts.ts';
import { exitCode } from '../exit-codes.ts';

/** `snowline completion`: prints what a shell needs to complete commands, flags and their values. */
export const command: Command = {
  name: 'completion',
  summary: 'print a completion script for bash, zsh or fish',
  argument: { name: 'shell', description: 'bash, zsh or fish; without it, the one that $SHELL names, else bash' },
  examples: [
    { line: 'snowline completion bash >> ~/.bashrc', does: 'for bash' },
    { line: 'snowline completion zsh > ~/.zfunc/_snowline', does: 'for zsh, with that folder in fpath' },
    { line: 'snowline completion fish > ~/.config/fish/completions/snowline.fish', does: 'for fish' },
  ],
  async run(flags, { terminal }) {
    const given = flags.shell ?? path.basename(process.env['SHELL'] ?? '');
    const shell = shells.find((name) => name === given) ?? (flags.shell === undefined ? 'bash' : undefined);
    if (shell === undefined) {
      throw new UsageError(`there is no completion for ${JSON.stringify(given.slice(0, 40))}`, {
        hint: `there is one for ${shells.join(', ')}`,
      });
    }
    await terminal.report(completionScripts[shell], undefined);
    return exitCode.complete;
  },
};
