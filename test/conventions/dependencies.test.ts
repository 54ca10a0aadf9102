import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { describe, expect, it } from 'vitest';
import { importsOf, listSources } from './source-files.ts';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

/** `path:line package` for every import of a package. */
function packagesOf(folder: string): { readonly place: string; readonly name: string }[] {
  return listSources(folder).flatMap((file) =>
    importsOf(file)
      .filter((imported) => !imported.specifier.startsWith('.') && !isBuiltin(imported.specifier))
      .map((imported) => ({ place: `${file.path}:${imported.line}`, name: packageName(imported.specifier) })),
  );
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

describe('packages', () => {
  const used = packagesOf('src');

  it('that src imports come with the published package', () => {
    expect(used.length).toBeGreaterThan(10);
    // What runs at build time alone is no part of it.
    const shipped = used.filter(({ place }) => !/^src\/cli\/build-[a-z-]+\.ts:/.test(place));
    expect(shipped.filter(({ name }) => manifest.dependencies[name] === undefined)).toEqual([]);
    expect(used.filter(({ name }) => ({ ...manifest.dependencies, ...manifest.devDependencies })[name] === undefined)).toEqual([]);
  });

  it('that only the build needs are reached from the build alone', () => {
    const others = listSources('src').filter(({ path }) => !path.startsWith('src/cli/build-'));
    expect(
      others.flatMap((file) => importsOf(file).map(({ specifier }) => specifier)).filter((one) => /\/build-[a-z-]+\.ts$/.test(one)),
    ).toEqual([]);
  });

  it('that tests import are declared', () => {
    const declared = { ...manifest.dependencies, ...manifest.devDependencies };
    expect(packagesOf('test').filter(({ name }) => declared[name] === undefined)).toEqual([]);
  });

  it('that users must install are imported somewhere', () => {
    const names = new Set(used.map(({ name }) => name));
    expect(Object.keys(manifest.dependencies).filter((name) => !names.has(name))).toEqual([]);
  });

  it('are pinned to exact versions', () => {
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    );
    expect(loose).toEqual([]);
  });
});
