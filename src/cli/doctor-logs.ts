import path from 'node:path';
import type { FetchLog } from '../config/secrets-config.ts';
import { fetchLogKinds } from '../credential-store/sources/fetch-log-kinds.ts';
import { checkFetchLogs } from '../credential-store/sources/fetch-logs.ts';
import { noSuchLog } from '../credential-store/sources/log-files.ts';
import type { DoctorCheck } from './doctor-lines.ts';
import type { ScanPlan } from './scan-plan.ts';

/** Whether the logs of who fetched which secret can be read. They are named as the configuration names them, and so are the files of a folder. */
export async function checkLogs({
  fetchLogs,
  baseDirectory,
}: Pick<ScanPlan, 'fetchLogs' | 'baseDirectory'>): Promise<readonly DoctorCheck[]> {
  const check = 'fetches';
  const shown = (absolute: string): string => namedFrom(baseDirectory, absolute);
  const checked = await checkFetchLogs(fetchLogs);
  return checked.flatMap(({ path: place, files, gaps }, index): readonly DoctorCheck[] => {
    if (gaps.length === 0)
      return [{ scope: shown(place), check, ok: true, detail: `${files} ${files === 1 ? 'file' : 'files'} of fetches of secrets` }];
    return gaps.map(({ path: file, reason }) => {
      const remedy = remedyFor(reason, fetchLogs[index]?.from);
      return { scope: shown(file), check, ok: false, detail: reason, ...(remedy === undefined ? {} : { remedy }) };
    });
  });
}

// A path that leaves the folder of the configuration is easier to find whole
function namedFrom(folder: string, absolute: string): string {
  const relative = path.relative(folder, absolute);
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? absolute : relative;
}

const formats: Readonly<Record<FetchLog['from'], string>> = {
  cloudtrail: 'files of CloudTrail (.json, also .gz: {"Records": [...]}), or say from: vault-audit',
  'vault-audit': 'the log of a file audit device (one JSON object a line, also .gz), or say from: cloudtrail',
};

function remedyFor(reason: string, from: FetchLog['from'] | undefined): string | undefined {
  if (reason === noSuchLog) return 'its path is relative to the folder of the configuration';
  if (reason.includes('EACCES')) return 'let this user read it';
  return from !== undefined && reason === fetchLogKinds[from].none ? `give ${formats[from]}` : undefined;
}
