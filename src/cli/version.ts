import { readFileSync } from 'node:fs';

/** Name and version from package.json, which stands two folders above both src/cli and dist/cli. */
export const tool: { readonly name: string; readonly version: string } = readPackage();

function readPackage(): { name: string; version: string } {
  const { name, version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    name: string;
    version: string;
  };
  return { name, version };
}
