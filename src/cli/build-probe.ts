// Run by `npm run build`: puts the probe together and writes it beside the bundle, which has no folder of its parts, as text and as SSM's document carries it.
import { writeFileSync } from 'node:fs';
import { composeProbe } from '../evidence/probe/script.ts';
import { packedClosely } from './build-packed.ts';

const probe = composeProbe();
writeFileSync(new URL('../../dist/cli/probe.sh', import.meta.url), probe);
writeFileSync(new URL('../../dist/cli/probe.sh.gz', import.meta.url), await packedClosely(probe));
