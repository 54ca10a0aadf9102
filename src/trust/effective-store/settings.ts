import type { Condition, OptionVariable, Setting } from '../../clients/client-profile.ts';
import type { Launch } from '../../evidence/host-evidence.ts';

/** What a start would set, with the options that its variables carry. */
export interface Settings {
  /** The value of an option or variable; undefined where it is not set. A bare flag has the value ''. */
  valueOf(setting: Setting): string | undefined;
  holds(condition: Condition): boolean;
  /** Whether all conditions hold; none at all hold. */
  all(conditions: readonly Condition[] | undefined): boolean;
}

/** The settings of a start, options from variables (NODE_OPTIONS, JAVA_TOOL_OPTIONS) put beneath or above those of the command line. */
export function settingsOf(launch: Launch, optionVariables: readonly OptionVariable[]): Settings {
  const carried = (rank: OptionVariable['rank']): Record<string, string> =>
    Object.assign(
      {},
      ...optionVariables.filter((entry) => entry.rank === rank).map((entry) => optionsIn(launch.environment[entry.name] ?? '')),
    );
  const options: Readonly<Record<string, string>> = {
    ...carried('under-command-line'),
    ...launch.options,
    ...carried('over-command-line'),
  };

  const valueOf = (setting: Setting): string | undefined => {
    const values = setting.kind === 'option' ? options : launch.environment;
    return Object.hasOwn(values, setting.name) ? values[setting.name] : undefined;
  };
  const holds = ({ setting, is }: Condition): boolean => {
    const value = valueOf(setting);
    const given = value !== undefined && (setting.kind === 'option' || value !== '');
    if (is === 'given') return given;
    if (is === 'absent') return !given;
    if (value === undefined) return false;
    return 'otherThan' in is ? !is.otherThan.includes(value) : is.includes(value);
  };
  return { valueOf, holds, all: (conditions) => (conditions ?? []).every(holds) };
}

/** `-Dname=value` under its name, `--name=value` and bare flags as they stand; words in quotes stay together (JDK launcher's rule). */
function optionsIn(text: string): Record<string, string> {
  const words = text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  const pairs = words.map((word) => {
    const plain = word.replaceAll(/["']/g, '').replace(/^-D/, '');
    const at = plain.indexOf('=');
    return at === -1 ? [plain, ''] : [plain.slice(0, at), plain.slice(at + 1)];
  });
  return Object.fromEntries(pairs);
}
