// Run by `npm run build`: puts the probe and the rehearsal together and writes them beside the bundle, which has no folder of their parts; the probe also as SSM's document carries it.
import { writeFileSync } from 'node:fs';
import { composeProbe } from '../evidence/probe/script.ts';
import { composeRehearsal } from '../evidence/rehearsal/script.ts';
import { packedClosely } from './build-packed.ts';

writeFileSync(new URL('../../dist/cli/rehearsal.sh', import.meta.url), composeRehearsal());
const probe = composeProbe();
writeFileSync(new URL('../../dist/cli/probe.sh', import.meta.url), probe);
writeFileSync(new URL('../../dist/cli/probe.sh.gz', import.meta.url), await packedClosely(probe));
