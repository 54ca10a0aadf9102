import type * as z from 'zod';
import { ConfigError } from '../errors.ts';
import { problemsError } from './problem.ts';
import { matchSchema } from './schema-problems.ts';
import { readYaml, type YamlSource } from './yaml-source.ts';

/**
 * What a YAML or JSON text says, as the schema reads it. Throws ConfigError with file, line and column: it names the key
 * path, what was expected and what was found; several problems are listed one per line, the first in file order first.
 */
export function parseYamlDocument<S extends z.ZodType>(text: string, file: string, schema: S): z.infer<S> {
  return parseYamlSource(text, file, schema).value;
}

/** As parseYamlDocument, with the source beside it for checks that need the positions. */
export function parseYamlSource<S extends z.ZodType>(
  text: string,
  file: string,
  schema: S,
): { readonly value: z.infer<S>; readonly source: YamlSource } {
  const source = readYaml(text, file);
  if (source.value === null || source.value === undefined) throw new ConfigError('the file is empty', { file });
  const result = matchSchema(source, schema);
  if ('problems' in result) throw problemsError(file, result.problems);
  return { value: result.value, source };
}
