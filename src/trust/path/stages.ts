import type { Stage } from '../../clients/knobs/path-knobs.ts';
import type { CandidatePath } from './checks/check.ts';
import { checks } from './checks/registry.ts';
import type { PathFailure } from './path-verdict.ts';

/** What stood against a path: failures in the order of the checks, and the first thing that the engine does not model. */
export interface Problems {
  readonly failures: readonly PathFailure[];
  readonly unsupported: string | undefined;
}

/** Runs the stages on the path, up to the first failure or, for a client that goes on after each, to the end; `before` is how many failures there are already. */
export function problemsOf(path: CandidatePath, stages: readonly Stage[], goesOn: boolean, before = 0): Problems {
  const failures: PathFailure[] = [];
  let unsupported: string | undefined;
  for (const stage of stages) {
    if (stage.afterwards === true && before + failures.length > 0) continue;
    for (const index of indexesOf(stage, path)) {
      for (const name of stage.checks) {
        const outcome = checks[name](path, index);
        if (outcome?.kind === 'unsupported') unsupported ??= outcome.reason;
        if (outcome?.kind !== 'breach') continue;
        failures.push({ reason: outcome.reason, at: path.certificates[index], path: path.certificates, detail: outcome.detail });
        if (!goesOn) return { failures, unsupported };
      }
    }
  }
  return { failures, unsupported };
}

function indexesOf(stage: Stage, path: CandidatePath): readonly number[] {
  const all = [...path.certificates.keys()];
  const wanted = certificatesOf(stage.on, all, path.complete);
  return stage.direction === 'up' ? wanted : wanted.toReversed();
}

function certificatesOf(on: Stage['on'], all: readonly number[], complete: boolean): readonly number[] {
  switch (on) {
    case 'end-entity':
      return all.slice(0, 1);
    case 'issued-end-entity':
      return complete && all.length === 1 ? [] : all.slice(0, 1);
    case 'issuers':
      return all.slice(1);
    case 'below-anchor':
      return complete ? all.slice(0, -1) : all;
    case 'all':
      return all;
  }
}
