import type { TrustLocation, TrustSlot } from '../../clients/client-profile.ts';
import type { FileEvidence } from '../../evidence/file-evidence.ts';
import type { StoreQuestion } from '../effective-store.ts';
import { fileAt } from './evidence-files.ts';
import { loadBundled, loadPath } from './load-path.ts';
import { fatalFor, joinClosed, joinParts, nothing, type SlotQuestion, type StorePart, type Unknown } from './store-part.ts';

/** What a slot adds to the store, why that is not known, or that it switches verification off. */
export type SlotOutcome =
  | (StorePart & {
      /** Whether a location was set and not passed over. */
      readonly decided: boolean;
    })
  | Unknown
  | { readonly kind: 'verification-off'; readonly remark: string };

type Decided = Extract<SlotOutcome, { kind: 'part' }>;

/** What the first location of a slot that is set and not passed over makes of the store. */
export function resolveSlot(slot: TrustSlot, question: SlotQuestion): SlotOutcome {
  const passedOver: string[] = [];
  let shut: Pick<StorePart, 'closed'> = {};
  const withRemarks = (part: StorePart, decided = true): Decided => ({
    ...part,
    decided,
    remarks: [...passedOver, ...part.remarks],
    passedOver: [...passedOver, ...(part.passedOver ?? [])],
    ...joinClosed(shut, part),
  });
  for (const location of slot.locations) {
    if (!question.settings.all(location.when)) continue;
    if (location.source.kind === 'bundled') return withBundled(question, withRemarks);
    const value = valueOf(location, question);
    if (value === undefined) continue;
    if (typeof value !== 'string') return value;
    if (value === '') {
      if (location.whenEmpty === 'unset') continue;
      const remark = `${nameOf(location, question)} is set and empty`;
      if (location.whenEmpty === 'verification-off') return { kind: 'verification-off', remark: `${remark}: verification is off` };
      return withRemarks(without(`${remark}: no ${slot.name} is read`));
    }
    if (location.noAnchorsAt?.includes(value) === true) {
      return withRemarks(without(`${nameOf(location, question)} is ${value}: no anchors`));
    }
    const outcome = resolvePaths(location, value, question);
    if (outcome.kind === 'unknown') return outcome;
    if (outcome.kind === 'part') return withRemarks(outcome);
    shut = joinClosed(shut, outcome);
    // Defaults that are not there are ordinary; a named file that is silently passed over is a trap.
    if (location.source.kind !== 'path' && location.source.kind !== 'package' && outcome.closed === undefined)
      passedOver.push(`${nameOf(location, question)} names ${value}, which is not there: passed over`);
  }
  return withRemarks(nothing, false);
}

function withBundled(question: SlotQuestion, withRemarks: (part: StorePart) => Decided): SlotOutcome {
  const bundled = loadBundled(question);
  return bundled.kind === 'part' ? withRemarks(bundled) : bundled;
}

function valueOf(location: TrustLocation, { settings, workload, profile, host }: SlotQuestion): string | undefined | Unknown {
  const { source } = location;
  if (source.kind === 'bundled') return undefined;
  if (source.kind === 'package') return packageOf(source.names, { location, workload, profile });
  if (source.kind !== 'path') return settings.valueOf(source);
  if (location.builtFor !== undefined && !location.builtFor.includes(host.os?.id ?? '')) {
    return {
      kind: 'unknown',
      reason: `the default store of ${profile.title} on ${host.os?.id ?? 'an unknown distribution'} was not measured`,
    };
  }
  if (!source.path.includes('{home}')) return source.path;
  const home = workload.runtime?.home;
  if (home === undefined) return { kind: 'unknown', reason: `the home of ${profile.title}, where its default store lies, is not known` };
  return source.path.replace('{home}', home.replace(/\/+$/, ''));
}

// Undefined where the packages were not looked at, so that a recording of the roots themselves may stand in
function packageOf(
  names: readonly string[],
  { location, workload, profile }: Pick<SlotQuestion, 'workload' | 'profile'> & { readonly location: TrustLocation },
): string | undefined | Unknown {
  const packages = workload.runtime?.packagedRoots;
  if (packages === undefined) return undefined;
  const mover = location.movedBy?.find(
    ({ name }) => workload.missing?.some(({ fact }) => fact === `nextStart.environment.${name}`) === true,
  );
  if (mover !== undefined)
    return { kind: 'unknown', reason: `${mover.name} may lead ${profile.title} to other packages, which were not read` };
  const found = names.map((name) => packages[name]).find((file) => file !== undefined);
  return found ?? { kind: 'unknown', reason: `none of the packages that bring roots for ${profile.title} was found (${names.join(', ')})` };
}

/** `passed-over` where nothing is there and the next location is tried. */
function resolvePaths(
  location: TrustLocation,
  value: string,
  question: SlotQuestion,
): StorePart | Unknown | (Pick<StorePart, 'closed'> & { readonly kind: 'passed-over' }) {
  const because = nameOf(location, question);
  const paths = location.separator === undefined ? [value] : value.split(location.separator).filter((path) => path !== '');
  let found = nothing;
  let present = false;
  for (const path of paths) {
    const file = fileAt(question.host, path);
    if (file === undefined) return { kind: 'unknown', reason: `the evidence does not say what is at ${path} (${because})` };
    const closed = question.closed?.get(file.path);
    if (closed !== undefined) {
      // Each client does the same as with what is not there (test/restart/checks/store-unreadable.real.test.ts)
      found = joinParts(found, { ...nothing, closed: [`${path}, ${closed}`] });
      continue;
    }
    if (file.state === 'unreadable')
      return { kind: 'unknown', reason: `${path} could not be read: ${file.reason ?? 'no reason recorded'}` };
    const written = whyOfContainer(file);
    if (written !== undefined) return { kind: 'unknown', reason: written };
    if (file.state === 'missing' || (file.state === 'directory' && location.whenDirectory === 'missing')) {
      if (location.whenMissing !== 'next' && location.source.kind !== 'path') {
        const missing = without(`${because} names ${path}, which is not there`);
        found = joinParts(found, location.whenMissing === 'error' ? { ...missing, passedOver: [] } : missing);
      }
      continue;
    }
    present = true;
    const part = loadPath(location, file, { ...question, because });
    if (part.kind === 'unknown') return part;
    found = joinParts(found, isPassedOver(location, file, part) ? { ...part, passedOver: part.remarks } : part);
  }
  if (present || location.whenMissing === 'no-anchors') return found;
  if (location.whenMissing === 'next') return { kind: 'passed-over', ...joinClosed({}, found) };
  return { ...found, fatal: fatalFor(question, value, found.closed === undefined ? 'missing' : 'closed') };
}

// A client that reads a file there takes nothing from a folder, nor the other way round; what ends the connection it says itself.
function isPassedOver({ source, reading, whenDirectory }: TrustLocation, file: FileEvidence, { fatal }: StorePart): boolean {
  if ((source.kind !== 'option' && source.kind !== 'environment') || fatal !== undefined) return false;
  if (file.state === 'directory') return reading === 'pem-file' && whenDirectory === undefined;
  return reading === 'hashed-directory' || reading === 'every-file';
}

// Its next start is a new container, made of the image.
function whyOfContainer({ path, state, layer, layered }: FileEvidence): string | undefined {
  const [entry] = layered ?? [];
  const name = layer === undefined && entry !== undefined ? `${path}/${entry}` : path;
  if (layer === 'unknown')
    return `whether ${name} was written after the container was created is not known, and a new one would not have what was`;
  if (layer === undefined && entry === undefined) return undefined;
  return state === 'missing'
    ? `${name} was removed after the container was created, and a new one would have it again`
    : `${name} or its folder was written to after the container was created, and a new one would not have that: put it into the image or a mount`;
}

/** A part that adds nothing although something is named. */
function without(remark: string): StorePart {
  return { ...nothing, remarks: [remark], passedOver: [remark] };
}

function nameOf({ source }: TrustLocation, { profile }: StoreQuestion): string {
  return source.kind === 'option' || source.kind === 'environment' ? source.name : `default of ${profile.title}`;
}
