// Run by `npm run build`: writes the shipped rule pack as JSON beside the bundle. Rules that do not load fail the build.
import { writeFileSync } from 'node:fs';
import { readYaml } from '../config/yaml-source.ts';
import { parsePack } from '../rules/load-pack.ts';
import { packageFiles } from './package-files.ts';
import { readRuleFiles } from './rule-files.ts';

const files = readRuleFiles(packageFiles.rules, 'rules');
parsePack(files);
const built = files.map(({ path, text }) => ({ path, value: readYaml(text, path).value }));
writeFileSync(new URL('../../dist/cli/rules.json', import.meta.url), JSON.stringify(built));
