import { ConfigError } from '../errors.ts';
import { type Config, configSchema } from './config.ts';
import { configMistakes, configWarnings, type Review } from './config-checks.ts';
import { parseYamlSource } from './parse-yaml.ts';
import { type Problem, problemsError } from './problem.ts';

/** What snowline.yaml says. Throws ConfigError with the position of the first problem, and all others in its message. */
export function parseConfig(text: string, file: string): Config {
  return reviewConfig(text, file).config;
}

/** As parseConfig, with what `review` finds, and with what is allowed but most likely not meant: for stderr, never a reason to stop. */
export function reviewConfig(
  text: string,
  file: string,
  review: Review = () => [],
): { readonly config: Config; readonly warnings: readonly Problem[] } {
  if (isEmpty(text)) {
    throw new ConfigError('the configuration is empty', { file }, { hint: 'snowline init writes a commented one to start from' });
  }
  const { value: config, source } = parseYamlSource(text, file, configSchema);
  const mistakes = configMistakes(config, source, review);
  if (mistakes.length > 0) throw problemsError(file, mistakes);
  return { config, warnings: configWarnings(config, source) };
}

/** Nothing but white space, comments and the marks that start and end a document. */
function isEmpty(text: string): boolean {
  return text.split(/\r?\n/).every((line) => /^\uFEFF?\s*(?:#.*|---|\.\.\.)?\s*$/.test(line));
}
