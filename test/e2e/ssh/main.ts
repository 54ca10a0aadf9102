// Run as a program: audits a fleet of real sshd hosts with the published program and prints what came of it.
//   node test/e2e/ssh/main.ts --hosts 60 [--json]
import { parseArgs } from 'node:util';
import { exitWhenInterrupted, say } from '../program-run.ts';
import { auditFleet } from './audit-fleet.ts';

const { values } = parseArgs({ options: { hosts: { type: 'string', default: '60' }, json: { type: 'boolean', default: false } } });
exitWhenInterrupted();

const audit = await auditFleet(Number(values.hosts), { timed: true, say });
const wrong = {
  'wrong verdict': audit.mistakes,
  'asked twice': audit.askedTwice,
  'differs after --resume': audit.differencesAfterResume,
  leak: audit.leaks,
  'left behind': audit.leftBehind,
};
for (const [what, lines] of Object.entries(wrong)) for (const line of lines) say(`${what}: ${line}`);

const rounded = (seconds: number | undefined): number | undefined => (seconds === undefined ? undefined : Math.round(seconds * 10) / 10);
const outcome = {
  hosts: audit.hosts,
  verdictsRight: audit.hosts - audit.mistakes.length,
  askedTwice: audit.askedTwice.length,
  leaks: audit.leaks.length,
  seconds: rounded(audit.timing?.seconds),
  bareProbeSeconds: rounded(audit.timing?.bareProbeSeconds),
  answering: audit.answering,
  seenFromInside: audit.seenFromInside,
  seenBeforeKill: audit.seenBeforeKill,
  differentAfterResume: audit.differencesAfterResume.length,
  leftBehind: audit.leftBehind.length,
};
if (values.json) console.log(JSON.stringify(outcome));
else for (const [name, value] of Object.entries(outcome)) console.log(`${name.padEnd(22)}${value}`);
process.exitCode = Object.values(wrong).every((lines) => lines.length === 0) ? 0 : 1;
