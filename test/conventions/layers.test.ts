import { describe, expect, it } from 'vitest';
import { importsOf, listSources, resolveImport, type SourceFile } from './source-files.ts';

// From the bytes to the command line. A room imports only from what stands left of it.
const order = [
  'errors.ts',
  'reason-codes.ts',
  'config',
  'x509',
  'formats',
  'clients',
  'inventory',
  'evidence',
  'credential-store',
  'trust',
  'restart',
  'rules',
  'drift',
  'risk',
  'rotation',
  'report',
  'history',
  'evidence-file.ts',
  'evidence-set.ts',
  'audit.ts',
  'cli',
];
const leaves = ['errors.ts', 'reason-codes.ts'];
const plugInKinds = ['source', 'transport', 'format', 'client', 'reporter'];

const architecture = `
Data flows one way: inventory → evidence → trust → restart → drift → risk → rotation → report. Each room owns the noun that
it produces, and imports only from the rooms left of it:
  ${order.join(' → ')}
So the pure half can be replayed from saved evidence, and a room can be read without the rooms behind it. To repair it, move
what both rooms need into the leftmost room that owns it, or pass it in as an argument from audit.ts.`;

const files = listSources('src');
const roomOf = (file: string): string => file.split('/')[1] ?? '';
const edges = files.flatMap((file) =>
  importsOf(file).flatMap((imported) => {
    const target = resolveImport(file, imported.specifier);
    return target === undefined ? [] : [{ file: file.path, line: imported.line, target }];
  }),
);

describe('the rooms of src', () => {
  it('are found, with imports between them', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(edges.filter((edge) => roomOf(edge.file) !== roomOf(edge.target)).length).toBeGreaterThan(10);
  });

  it('all have a place in the order', () => {
    const strangers = files.map((file) => file.path).filter((file) => file.endsWith('.ts') && !order.includes(roomOf(file)));
    expect(strangers, `these stand in no room; DESIGN names the rooms and a new one needs a place in the order${architecture}`).toEqual([]);
  });

  it('import only from rooms before them', () => {
    const wrong = edges
      .filter((edge) => order.includes(roomOf(edge.file)) && order.indexOf(roomOf(edge.target)) > order.indexOf(roomOf(edge.file)))
      .map((edge) => `${edge.file}:${edge.line}: ${roomOf(edge.file)} must not import ${edge.target}, which stands behind it`);
    expect(wrong, `a room imports from a room behind it${architecture}`).toEqual([]);
  });

  it('rest on leaves that import nothing of ours', () => {
    const wrong = edges
      .filter((edge) => leaves.includes(roomOf(edge.file)))
      .map((edge) => `${edge.file}:${edge.line}: imports ${edge.target}`);
    expect(wrong, `a leaf imports${architecture}`).toEqual([]);
  });

  it('never import from outside of src', () => {
    const wrong = edges
      .filter((edge) => !edge.target.startsWith('src/'))
      .map((edge) => `${edge.file}:${edge.line}: imports ${edge.target}`);
    expect(wrong).toEqual([]);
  });
});

describe('plug-ins', () => {
  const kindOf = (file: SourceFile): string | undefined =>
    plugInKinds.find((kind) => new RegExp(`^export const ${kind}\\b`, 'm').test(file.code));
  const kinds = new Map(
    files.flatMap((file) => {
      const kind = kindOf(file);
      return kind === undefined ? [] : [[file.path, kind] as const];
    }),
  );

  it('are found', () => {
    expect(kinds.size).toBeGreaterThan(0);
  });

  it('do not import one another', () => {
    const wrong = edges
      .filter((edge) => kinds.has(edge.file) && kinds.get(edge.file) === kinds.get(edge.target))
      .map((edge) => `${edge.file}:${edge.line}: the ${kinds.get(edge.file)} imports the ${kinds.get(edge.target)} ${edge.target}`);
    expect(wrong, 'one plug-in is one file and one test: move what two of them share into a file named for it').toEqual([]);
  });
});

describe('heavy packages', () => {
  it('are loaded by the function that needs them, so that --help pays for none', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((imported) => imported.kind === 'static' && /^(?:@aws-sdk\/|pg(?:-boss)?$)/.test(imported.specifier))
        .map((imported) => `${file.path}:${imported.line}: use await import('${imported.specifier}') or import type`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('pure rooms', () => {
  const effectful = new Set(['inventory', 'evidence', 'credential-store', 'history', 'cli']);
  const pure = files.filter((file) => !effectful.has(roomOf(file.path)));

  it('are found', () => {
    expect(pure.length).toBeGreaterThan(20);
  });

  it('open no file, socket or process', () => {
    const wrong = pure.flatMap((file) =>
      importsOf(file)
        // isIP is a pure function in the wrong module.
        .filter((imported) => !/^\s*\{\s*isIP(?:v4|v6)?\s*\}\s*$/.test(imported.names))
        .filter((imported) =>
          /^(?:node:)?(?:fs|net|tls|http2?|https|child_process|dgram|dns|os|sqlite|worker_threads)(?:\/|$)/.test(imported.specifier),
        )
        .map((imported) => `${file.path}:${imported.line}: imports ${imported.specifier}`),
    );
    expect(wrong, `effects live at the two ends${architecture}`).toEqual([]);
  });

  it('read neither clock nor chance nor environment', () => {
    const pattern = /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bprocess\.(?:env|cwd|argv|platform)\b|\bperformance\.now\b/g;
    const wrong = pure.flatMap((file) => [...file.code.matchAll(pattern)].map((match) => `${file.path}: ${match[0]}`));
    expect(wrong, `time enters once, as now, in cli${architecture}`).toEqual([]);
  });
});
