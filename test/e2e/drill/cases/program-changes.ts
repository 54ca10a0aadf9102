import type { ServiceKind } from '../drill-case.ts';
import { programFolder, programs } from '../programs/programs.ts';
import type { UnitChange } from './unit-change.ts';

/** Programs and scripts that are no longer what they were: each takes away what the unit names itself. */
export function programChanges(): readonly UnitChange[] {
  const copied: readonly ServiceKind[] = ['go', 'vault-go', 'curl', 'node'];
  const scripts: readonly (readonly [ServiceKind, string])[] = [
    ['node', 'fetch.js'],
    ['urllib', 'with_urllib.py'],
    ['boto3', 'with_boto3.py'],
  ];
  const scriptsGone = scripts.map(
    ([kind, script]): UnitChange => ({
      label: 'script-gone',
      mechanism: 'script of its program removed',
      kinds: [kind],
      unit: { words: [`/srv/{name}/${script}`] },
      files: { [`/srv/{name}/${script}`]: { link: `${programFolder}/${script}` } },
      after: { files: { [`/srv/{name}/${script}`]: null } },
    }),
  );
  // What else a program loads (modules, further classes) is not looked at.
  const jarGone: UnitChange = {
    label: 'script-gone',
    mechanism: 'script of its program removed',
    kinds: ['java'],
    unit: { words: ['-jar', '/srv/{name}/fetch.jar'] },
    files: { '/srv/{name}/fetch.jar': { link: `${programFolder}/fetch.jar` } },
    after: { files: { '/srv/{name}/fetch.jar': null } },
  };
  const classGone: UnitChange = {
    ...jarGone,
    label: 'class-gone',
    mechanism: 'class file of its program removed',
    unit: { words: ['-cp', '/srv/{name}', 'Fetch'] },
    files: { '/srv/{name}/Fetch.class': { link: `${programFolder}/Fetch.class` } },
    after: { files: { '/srv/{name}/Fetch.class': null } },
  };
  const programsGone = copied.flatMap((kind): readonly UnitChange[] => {
    const [program] = programs[kind];
    const unit = { program: '/srv/{name}/program', lines: [] };
    const base = { kinds: [kind], unit, files: { '/srv/{name}/program': { link: program } } };
    return [
      { ...base, label: 'program-gone', mechanism: 'program removed', after: { files: { '/srv/{name}/program': null } } },
      {
        ...base,
        label: 'program-mode',
        mechanism: 'program no longer executable',
        after: { files: { '/srv/{name}/program': { content: '#!/bin/sh\n', mode: 0o644 } } },
      },
      {
        ...base,
        label: 'program-dangling',
        mechanism: 'program is a link to nothing',
        after: { files: { '/srv/{name}/program': { link: '/srv/{name}/none' } } },
      },
    ];
  });
  return [...programsGone, ...scriptsGone, jarGone, classGone];
}
