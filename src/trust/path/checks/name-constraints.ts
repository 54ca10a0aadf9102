import type { Certificate } from '../../../x509/certificate.ts';
import { Comparisons } from '../name-constraints/comparisons.ts';
import type { ConstraintSet, Objection } from '../name-constraints/hold-against.ts';
import { judgeNames } from '../name-constraints/judge-names.ts';
import { isSameName } from '../name-constraints/match-directory.ts';
import { type MergedConstraints, mergeConstraints } from '../name-constraints/merge.ts';
import { usableConstraints } from '../name-constraints/usable-constraints.ts';
import { type Breach, breach, type CandidatePath, type Check, isAnchor, type NotModelled, quoted } from './check.ts';

type Outcome = Breach | NotModelled | undefined;

/**
 * RFC 5280 §6.1.3 (b)(c), §6.1.4 (g): the names of the certificate at `index` pass the constraints of the issuers above it; for clients that hold an
 * issuer's constraints against the end-entity, the constraints of the issuer at `index`.
 */
export const checkNameConstraints: Check = (path, index) => {
  const rules = path.knobs.nameConstraints;
  if (!path.certificates.some(({ extensions }) => extensions.nameConstraints !== undefined)) return undefined;
  if (rules.against === 'end-entity-and-itself') return checkOwnConstraints(path, index);
  const certificate = path.certificates[index];
  if (certificate === undefined) return undefined;
  return rules.several === 'merged' ? checkMerged(path, index, certificate) : checkEach(path, index, certificate);
};

// Go, isValid: the alternative names of the end-entity, then the issuer's own
function checkOwnConstraints(path: CandidatePath, index: number): Outcome {
  const [endEntity] = path.certificates;
  const issuer = path.certificates[index];
  if (index === 0 || endEntity === undefined || issuer === undefined) return undefined;
  const usable = constraintsAt(path, index);
  if (usable === undefined || 'kind' in usable) return usable;
  const comparisons = comparisonsOf(path);
  return (
    outcomeOf(judgeNames(endEntity, 'end-entity', usable, path.knobs.nameConstraints, comparisons), endEntity, issuer) ??
    outcomeOf(judgeNames(issuer, 'issuer', usable, path.knobs.nameConstraints, comparisons), issuer, issuer)
  );
}

// OpenSSL, check_name_constraints: the set of every issuer, from the anchor down
function checkEach(path: CandidatePath, index: number, certificate: Certificate): Outcome {
  if (isExempt(path, index, certificate)) return undefined;
  const comparisons = comparisonsOf(path);
  let doubt: NotModelled | undefined;
  for (const [place, issuer] of issuersAbove(path, index)) {
    const usable = constraintsAt(path, place);
    if (usable === undefined) continue;
    const outcome =
      'kind' in usable
        ? usable
        : outcomeOf(
            judgeNames(certificate, index === 0 ? 'end-entity' : 'issuer', usable, path.knobs.nameConstraints, comparisons),
            certificate,
            issuer,
          );
    if (outcome?.kind === 'breach') return outcome;
    doubt ??= outcome;
  }
  return doubt;
}

// Java, ConstraintsChecker: what came together so far is held against the names, then the certificate's own constraints are added, the end-entity's as well
function checkMerged(path: CandidatePath, index: number, certificate: Certificate): Outcome {
  const comparisons = comparisonsOf(path);
  let merged: MergedConstraints | undefined;
  let latest = certificate;
  const add = (place: number, issuer: Certificate): Outcome => {
    const usable = constraintsAt(path, place);
    if (usable === undefined || 'kind' in usable) return usable;
    const sum = mergeConstraints(merged, usable, comparisons);
    if (typeof sum === 'string')
      return outcomeOf(
        { kind: sum === 'failure' ? 'violation' : 'unclear', text: 'they do not go together with those above' },
        issuer,
        issuer,
      );
    merged = sum;
    latest = issuer;
    return undefined;
  };
  for (const [place, issuer] of issuersAbove(path, index)) {
    const outcome = add(place, issuer);
    if (outcome !== undefined) return outcome;
  }
  if (merged !== undefined && !isExempt(path, index, certificate)) {
    const set: ConstraintSet = { permitted: merged.permitted ?? [], excluded: merged.excluded ?? [] };
    const role = index === 0 ? 'end-entity' : 'issuer';
    const outcome = outcomeOf(judgeNames(certificate, role, set, path.knobs.nameConstraints, comparisons), certificate, latest);
    if (outcome !== undefined) return outcome;
  }
  return isAnchor(path, index) ? undefined : add(index, certificate);
}

/** From the top down, those whose constraints count. */
function issuersAbove(path: CandidatePath, index: number): readonly (readonly [number, Certificate])[] {
  const { on } = path.knobs.nameConstraints;
  return [...path.certificates.entries()]
    .filter(([place]) => place > index && (on === 'all-issuers' || !isAnchor(path, place)))
    .toReversed();
}

function isExempt(path: CandidatePath, index: number, { subject, issuer }: Certificate): boolean {
  const { names, forms } = path.knobs.nameConstraints;
  return index > 0 && names.selfIssued === 'exempt' && isSameName(subject, issuer, forms.directory);
}

function constraintsAt(path: CandidatePath, place: number): ConstraintSet | Breach | NotModelled | undefined {
  const issuer = path.certificates[place];
  if (issuer === undefined) return undefined;
  const usable = usableConstraints(issuer, path.knobs.nameConstraints);
  switch (usable.kind) {
    case 'none':
      return undefined;
    case 'constraints':
      return usable.constraints;
    case 'unusable':
      return breach('malformed', `${quoted(issuer)} is unusable: ${usable.reason}`);
    case 'unclear':
      return { kind: 'unsupported', reason: `${quoted(issuer)}: ${usable.reason}` };
  }
}

function outcomeOf(objection: Objection | undefined, certificate: Certificate, issuer: Certificate): Outcome {
  if (objection === undefined) return undefined;
  const detail = `name constraints of ${quoted(issuer)} against ${quoted(certificate)}: ${objection.text}`;
  return objection.kind === 'violation' ? breach('name-constrained', detail) : { kind: 'unsupported', reason: detail };
}

function comparisonsOf(path: CandidatePath): Comparisons {
  return new Comparisons(path.knobs.nameConstraints.forms, path.certificates.length);
}
