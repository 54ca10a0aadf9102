import type { Authorities } from '../authorities.ts';
import type { Break, DrillCase, DrillFile, ServiceKind, UnitSettings } from '../drill-case.ts';
import { ownStore } from '../own-store.ts';
import { basicCase } from './basic-case.ts';

/** What a unit is and what becomes of it; `{name}` stands for the case's name, `{file}` for its own trust store. */
export interface UnitChange {
  readonly label: string;
  readonly mechanism: string;
  readonly kinds: readonly ServiceKind[];
  readonly unit?: UnitSettings;
  readonly files?: Readonly<Record<string, DrillFile>>;
  readonly prepare?: string;
  readonly after?: Break;
  /** The variable of its trust store stands in a file and not in the unit. */
  readonly variableIn?: string;
  readonly undecidable?: string;
  readonly onceMoreAfter?: string;
  readonly endpoint?: string;
}

/** That change with one kind of service. */
export function unitCase(kind: ServiceKind, one: UnitChange, ca: Authorities): DrillCase {
  const name = `${kind}-${one.label}`;
  const { path } = ownStore(kind, name);
  const basic = basicCase({ kind, name, mechanism: one.mechanism, endpoint: one.endpoint ?? 'steady' }, ca);
  const { unit } = basic;
  const named = (text: string): string => text.replaceAll('{name}', name).replaceAll('{file}', path).replaceAll('{user}', `drill-${kind}`);
  const namedFiles = <T>(files: Readonly<Record<string, T>> = {}): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(files).map(([file, content]) => [named(file), inNamed(content, named)]));
  const lines = (one.unit?.lines ?? []).map(named);
  const variable =
    kind === 'java'
      ? `JAVA_TOOL_OPTIONS=${unit.options?.join(' ') ?? ''}`
      : Object.entries(unit.environment ?? {})
          .map((pair) => pair.join('='))
          .join('\n');
  const settings = one.variableIn === undefined ? unit : { lines: [named(one.variableIn)] };
  const variableFile = one.variableIn === undefined ? {} : { [`/etc/corp/${name}.env`]: `${variable}\n` };
  const user = one.unit?.user;
  const program = one.unit?.program;
  return {
    ...basic,
    unit: {
      ...settings,
      lines: [...(settings.lines ?? []), ...lines],
      ...(user === undefined ? {} : { user }),
      ...(program === undefined ? {} : { program: named(program) }),
      ...(one.unit?.words === undefined ? {} : { words: one.unit.words.map(named) }),
    },
    files: { ...basic.files, ...variableFile, ...namedFiles(one.files) },
    ...(one.prepare === undefined ? {} : { prepare: named(one.prepare) }),
    ...(one.after === undefined
      ? {}
      : { after: { files: namedFiles(one.after.files), ...(one.after.run === undefined ? {} : { run: named(one.after.run) }) } }),
    ...(one.undecidable === undefined ? {} : { undecidable: one.undecidable }),
    ...(one.onceMoreAfter === undefined ? {} : { onceMoreAfter: one.onceMoreAfter }),
  };
}

function inNamed<T>(content: T, named: (text: string) => string): T {
  if (typeof content === 'string') return named(content) as T;
  if (typeof content === 'object' && content !== null && 'link' in content && typeof content.link === 'string')
    return { ...content, link: named(content.link) };
  return content;
}
