import { type Container, containerManagers } from '../host-evidence.ts';
import type { Picture, PictureRecord } from '../probe/picture.ts';
import { instantIn, knownIn, numberIn, plainText } from '../probe/picture-fields.ts';
import { containerOf } from './container-group.ts';
import { firstStartsOf, leadersOfContainers } from './container-leaders.ts';
import { firstOfEach, ticksPerSecond } from './live-processes.ts';
import type { Connection, ProcessFacts, ProcessListing } from './machine.ts';
import { librariesIn } from './mapped-libraries.ts';

/** Ids of processes go up to this (Linux: PID_MAX_LIMIT, include/linux/threads.h). */
const largestPid = 4_194_304;

/** The processes that a probe recorded: those that may be services. What it could not list it says as a problem of `workloads`. */
export function picturedProcesses(picture: Picture): ProcessListing {
  const records = picture.all('process').flatMap((record) => {
    const pid = numberIn(record.fields[0], largestPid);
    const [, parent, , program, , listens, , name] = record.fields;
    const group = containerIn(record) === undefined ? undefined : name;
    const [container, startedAt] = [containerIn(record), startOf(picture, record)];
    return pid === undefined
      ? []
      : [{ pid, listens, group, parent: numberIn(parent, largestPid) ?? 0, program: knownIn(program) ?? '', container, startedAt }];
  });
  const hidden = picture.find('hidden');
  const count = hidden === 'contested' || hidden === undefined ? 0 : (numberIn(hidden.fields[0], largestPid) ?? 0);
  return {
    pids: records.map(({ pid }) => pid).sort((a, b) => a - b),
    // One whose sockets cannot be seen is not left out: it is told as hidden.
    listening: new Set(records.filter(({ listens }) => listens === 'yes').map(({ pid }) => pid)),
    leading: leadersOfContainers(records),
    firstStarts: firstStartsOf(records),
    hidden: count,
    missing: [],
  };
}

/** What a probe recorded of one process; undefined where it did not, or where its start cannot be told. */
export function picturedProcess(picture: Picture, pid: number): ProcessFacts | undefined {
  const record = picture.find('process', String(pid));
  if (record === undefined || record === 'contested') return undefined;
  const [, parent, , program, unit, , files, , replaced, root, firstWord, , raised, network] = record.fields;
  const rootPid = numberIn(root, largestPid);
  const startedAt = startOf(picture, record);
  if (startedAt === undefined) return undefined;
  const lines = record.text();
  const behind = (mark: string): readonly string[] => lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length));
  const words = behind('0');
  const [unreadable] = behind('E!');
  return {
    pid,
    parent: numberIn(parent, largestPid) ?? 0,
    startedAt,
    program: plainText(knownIn(program) ?? words[0] ?? ''),
    words,
    environment:
      unreadable === undefined
        ? { values: firstOfEach(behind('e')) }
        : { reason: `/proc/${pid}/environ cannot be read: ${plainText(unreadable)}` },
    unit: unit === undefined ? undefined : knownIn(plainText(unit, 255)),
    replaced: replaced !== 'no',
    libraries: librariesIn(behind('r')),
    raised: raised !== 'no',
    files: files === 'same' ? 'same' : 'unknown',
    container: containerIn(record),
    network: network === 'host' || network === 'own' ? network : undefined,
    firstWord: knownIn(firstWord),
    root: rootPid === undefined ? undefined : { pid: rootPid, key: String(rootPid) },
  };
}

// Epoch milliseconds; one beyond all calendars is none.
function startOf(picture: Picture, { fields }: PictureRecord): number | undefined {
  const clock = picture.find('clock');
  const boot = clock === undefined || clock === 'contested' ? undefined : instantIn(clock.fields[1]);
  const ticks = numberIn(fields[2]);
  const startedAt = boot === undefined || ticks === undefined ? undefined : boot + (ticks * 1000) / ticksPerSecond;
  return startedAt === undefined || instantIn(String(Math.trunc(startedAt / 1000))) === undefined ? undefined : startedAt;
}

function containerIn({ fields }: PictureRecord): Container | undefined {
  const name = knownIn(fields[7]);
  const manager = containerManagers.find((one) => one === fields[11]);
  return name === undefined ? undefined : containerOf({ name, manager });
}

/** Open connections to the addresses that the probe was asked about; a process whose sockets may not be seen stands there without one. */
export function picturedConnections(picture: Picture): readonly Connection[] {
  const processes = new Map(picture.all('process').map(({ fields }) => [fields[0] ?? '', fields]));
  const open = picture.all('connection').map(({ fields: [pid = '', address = ''] }) => ({ pid, address }));
  const denied = [...processes].filter(([, fields]) => fields[5] === 'denied').map(([pid]) => ({ pid, address: undefined }));
  return [...open, ...denied].flatMap(({ pid, address }) => {
    const [, parent, , , unit] = processes.get(pid) ?? [];
    const id = numberIn(pid, largestPid);
    // `10.0.0.5:8200` or `[fd00::1]:8200`: what is neither is nothing that was asked about.
    if (id === undefined || (address !== undefined && !/^(?:[\d.]{7,15}|\[[\da-f:.]{2,45}\]):\d{1,5}$/.test(address))) return [];
    return [{ pid: id, parent: numberIn(parent, largestPid) ?? 0, unit: knownIn(unit), address }];
  });
}
