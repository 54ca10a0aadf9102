import { ConfigError } from '../errors.ts';
import { parseRule, ruleOfValue } from './parse-rule.ts';
import type { Rule } from './rule.ts';

/** A rule file that somebody else has read: this room opens no files. */
export interface PackFile {
  /** Relative to the pack's folder, with `/`: `ec2-golden-image/agent-installed.yaml`. */
  readonly path: string;
  readonly text: string;
  /** What the text says, where it was read as YAML ahead of time. */
  readonly value?: unknown;
  /** How messages call the file; the path where absent. */
  readonly shownAs?: string;
}

/** Whether a file of a pack's folder is a rule. */
export function isRuleFile(path: string): boolean {
  return /\.ya?ml$/.test(path);
}

/**
 * The rules of one or several packs, by id. Throws ConfigError for the first file that is no rule, and where two files have
 * the same id: a pack of one's own adds rules, it does not silently replace any.
 */
export function parsePack(files: readonly PackFile[]): readonly Rule[] {
  const rules = new Map<string, Rule>();
  for (const { path, text, value, shownAs } of files.filter((file) => isRuleFile(file.path))) {
    const id = path.replace(/\.ya?ml$/, '');
    const rule = value === undefined ? parseRule(text, shownAs ?? path, id) : ruleOfValue(value, shownAs ?? path, id);
    const other = rules.get(rule.id);
    if (other !== undefined) throw new ConfigError(`the rule ${rule.id} already stands in ${other.file}`, { file: rule.file });
    rules.set(rule.id, rule);
  }
  return [...rules.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
