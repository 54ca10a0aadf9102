import { fileURLToPath } from 'node:url';

/**
 * Paths of the files that the package carries beside its code. They are found from here alone: src/cli and the bundle's folder dist/cli stand at the
 * same depth, deeper folders do not survive bundling.
 */
export const packageFiles = {
  manifest: fromRoot('package.json'),
  rules: fromRoot('rules'),
  /** The shipped pack read as YAML ahead of time: there in a build only, beside its code. */
  builtRules: fileURLToPath(new URL('rules.json', import.meta.url)),
  incident: fromRoot('reports/examples/incident.evidence.jsonl'),
  configSchema: fromRoot('reports/schema/config.schema.json'),
} as const;

function fromRoot(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
