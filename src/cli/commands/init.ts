import { existsSync } from 'node:fs';
import path from 'node:path';
import { startingConfig } from '../../config/starting-config.ts';
import { UsageError } from '../../errors.ts';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-codes.ts';
import { packageFiles } from '../package-files.ts';

/** `snowline init`: writes the commented configuration of `src/config/starting-config.ts`; never replaces a file without `--force`. */
export const command: Command = {
  name: 'init',
  summary: 'write a commented starting configuration',
  examples: [
    { line: 'snowline init', does: 'writes snowline.yaml' },
    { line: 'snowline init --output -', does: 'prints it' },
  ],
  async run(flags, { terminal, workingDirectory }) {
    const file = flags.output ?? 'snowline.yaml';
    const absolute = path.resolve(workingDirectory, file);
    if (file !== '-' && flags.force !== true && existsSync(absolute)) {
      throw new UsageError(`${file} is there already`, { hint: 'pass --force to overwrite it, or --output OTHER' });
    }
    const relative = path.relative(file === '-' ? workingDirectory : path.dirname(absolute), packageFiles.configSchema);
    await terminal.report(
      startingConfig(relative.startsWith('..') ? packageFiles.configSchema : `./${relative}`),
      file === '-' ? undefined : absolute,
    );
    if (file !== '-')
      terminal.say(`written to ${file}; next: name your credential store in it (stores:), then snowline doctor --config ${file}`);
    return exitCode.complete;
  },
};
