import { readFileSync } from 'node:fs';
import { packageFiles } from './package-files.ts';

/** Name and version from package.json. */
export const tool: { readonly name: string; readonly version: string } = readPackage();

function readPackage(): { name: string; version: string } {
  const { name, version } = JSON.parse(readFileSync(packageFiles.manifest, 'utf8')) as {
    name: string;
    version: string;
  };
  return { name, version };
}
