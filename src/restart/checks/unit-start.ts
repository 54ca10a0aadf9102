import type { WorkloadEvidence } from '../../evidence/host-evidence.ts';
import type { RuntimeFamily } from '../../evidence/runtime.ts';
import type { Refusal } from '../../evidence/unit-evidence.ts';
import { reasonCodes } from '../../reason-codes.ts';
import type { Check } from '../check.ts';
import type { Reason } from '../restart-verdict.ts';

type Unit = NonNullable<WorkloadEvidence['unit']>;
type Refused = NonNullable<Unit['refused']>[number];

/** Whether systemd would start the unit again: UNIT_WOULD_NOT_START for each thing that it surely misses. Of a process without a unit nothing is said. */
export const unitStart: Check = {
  name: 'unit-start',
  codes: ['UNIT_WOULD_NOT_START'],
  judge({ workload: { evidence } }) {
    const unit = evidence?.unit;
    if (unit === undefined) return { kind: 'not-applicable' };
    if (unit.refused === undefined || unit.refused.length === 0) return { kind: 'pass' };
    return {
      kind: 'finding',
      reasons: unit.refused.map((refused) => reasonOf(unit, refused, evidence?.runtime?.family)),
      // What runs was started before that was taken away; when that was leaves no trace.
      fields: { latent: evidence?.process !== undefined },
    };
  },
};

function reasonOf({ name }: Unit, { what, reason }: Refused, family: RuntimeFamily | undefined): Reason {
  return {
    code: 'UNIT_WOULD_NOT_START',
    severity: reasonCodes.UNIT_WOULD_NOT_START.severity,
    proof: { summary: reason },
    expectedError: (interpreted[what]?.[family ?? 'python'] ?? texts[what]).replaceAll('{unit}', name),
    notThis: 'systemd gives up before the program has asked anybody: this is neither the credential store nor the database',
    remedy: `do not restart it; ${remedies[what]}, then systemctl daemon-reload, and look with systemd-analyze verify ${name} before any restart`,
  };
}

// As systemd 252 writes them to its journal, and `systemctl` for a unit that is masked (test/restart/checks/unit-start.real.test.ts)
const texts: Readonly<Record<Refusal, string>> = {
  'unit-file': 'Unit {unit} not found.',
  mask: 'Unit {unit} is masked.',
  'exec-start': 'Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.',
  'exec-line': 'Unit {unit} has a bad unit file setting.',
  program: 'Failed at step EXEC spawning',
  script: "can't open file",
  'environment-file': 'Failed to load environment files: No such file or directory',
  'program-closed': 'Failed at step EXEC spawning',
  'script-closed': "can't open file",
  'script-hidden': "can't open file",
  class: 'Could not find or load main class',
  'class-closed': 'Could not find or load main class',
  preload: 'Error opening zip file or JAR manifest missing',
  // Java 17 (thread.cpp, lookup_on_load)
  'agent-library': 'Could not find agent library',
  'working-directory': 'Changing to the requested working directory failed: No such file or directory',
  'working-directory-closed': 'Changing to the requested working directory failed: Permission denied',
  'root-directory': 'Failed at step NAMESPACE spawning',
  condition: 'was skipped because of an unmet condition check',
};

// As the interpreters write them: Python 3.11 (pymain_run_file_obj), Node.js 20 and 24 (Module._resolveFilename), Java 17 (sun.launcher)
const scriptTexts: Readonly<Partial<Record<RuntimeFamily, string>>> = {
  python: "can't open file",
  node: 'Cannot find module',
  java: 'Unable to access jarfile',
};
type TextsByFamily = Readonly<Partial<Record<RuntimeFamily, string>>>;
// A script that is closed itself Node.js finds, and may not open; behind a closed folder it finds none (20 and 24).
const interpreted: Readonly<Partial<Record<Refusal, TextsByFamily>>> = {
  script: scriptTexts,
  'script-closed': { ...scriptTexts, node: 'EACCES: permission denied, open' },
  'script-hidden': scriptTexts,
  preload: { node: 'Cannot find module' },
};

const remedies: Readonly<Record<Refusal, string>> = {
  'unit-file': 'put its unit file back',
  mask: 'unmask it (systemctl unmask)',
  'exec-start': 'leave one ExecStart= in it, or make it Type=oneshot',
  'exec-line': 'close the quote in its command line',
  program: 'put the program back where its unit names it',
  script: 'put the script back where its unit names it',
  'environment-file': 'put the environment file back, or name it with a - before it where it may be absent',
  'program-closed': "let the unit's user at the program and through the folders above it",
  'script-closed': "let the unit's user read the script",
  'script-hidden': "let the unit's user through the folders above its script, or take the sandbox setting away that hides it",
  class: 'put the file of its main class back where its class path leads',
  'class-closed': "let the unit's user read the file of its main class, and through the folders above it",
  preload: 'put what it is told to load first back where it is named',
  'agent-library': 'put the library of its agent back where it is named',
  'working-directory-closed': "let the unit's user into the folder of its WorkingDirectory= and those above it",
  'working-directory': 'make the folder of its WorkingDirectory= again',
  'root-directory': 'make the folder of its RootDirectory= again',
  condition: 'put back what its condition asks for, or take the condition away',
};
