// Run by `npm run build`: puts the probe together and writes it beside the bundle, which has no folder of its parts.
import { writeFileSync } from 'node:fs';
import { composeProbe } from '../evidence/probe/script.ts';

writeFileSync(new URL('../../dist/cli/probe.sh', import.meta.url), composeProbe());
