// `npm run bench -- ssh`: what a scan of 60 real sshd hosts costs beside running the bare probe over the same connections, in one run.
import { auditFleet } from '../e2e/ssh/audit-fleet.ts';

const hosts = 60;
const bound = 1.3;

const { timing, mistakes } = await auditFleet(hosts, { timed: true, say: () => undefined });
if (timing === undefined) throw new Error('the audit was not timed');
const ratio = timing.seconds / timing.bareProbeSeconds;
const met = ratio <= bound && mistakes.length === 0;
console.log(
  `${hosts} hosts: scan ${timing.seconds.toFixed(1)} s, bare probe ${timing.bareProbeSeconds.toFixed(1)} s: ${ratio.toFixed(2)} times (bound ${bound})${mistakes.length === 0 ? '' : `, ${mistakes.length} wrong verdicts`}${met ? '' : '  NOT MET'}`,
);
process.exitCode = met ? 0 : 1;
