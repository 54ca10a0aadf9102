import { commands } from '../src/cli/commands/registry.ts';
import { renderHelp } from '../src/cli/parse-argv.ts';

/** The source of src/cli/help-text.ts: `snowline --help` as yargs renders it. */
export async function renderHelpSource(): Promise<string> {
  const loaded = await Promise.all(Object.values(commands).map(async (load) => (await load()).command));
  const text = await renderHelp(loaded);
  const escaped = text.replaceAll(/[\\`$]/g, String.raw`\$&`);
  return `/** \`snowline --help\`, rendered by yargs ahead of time because importing it costs twice what Node itself does; \`npm run update\` writes it. */\nexport const helpText = \`${escaped}\`;\n`;
}
