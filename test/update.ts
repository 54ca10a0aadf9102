// Writes everything in the repository that is made from code: `npm run update`, then review the difference as code.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderGoldens } from './goldens.ts';
import { renderHelpSource } from './help-text.ts';
import { fillTables, renderTables } from './readme-tables.ts';
import { renderSchemas } from './schemas.ts';

const root = new URL('..', import.meta.url).pathname;

function write(file: string, text: string): void {
  const location = path.join(root, file);
  if (existsSync(location) && readFileSync(location, 'utf8') === text) return;
  mkdirSync(path.dirname(location), { recursive: true });
  writeFileSync(location, text);
  console.log(`updated ${file}`);
}

for (const [name, text] of Object.entries(await renderSchemas())) write(`reports/schema/${name}`, text);

write('src/cli/help-text.ts', await renderHelpSource());

for (const [name, text] of Object.entries(await renderGoldens())) write(`reports/examples/${name}`, text);

const readme = path.join(root, 'README.md');
if (existsSync(readme)) write('README.md', fillTables(readFileSync(readme, 'utf8'), await renderTables()));
