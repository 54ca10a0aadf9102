import path from 'node:path';
import { fitShape } from './value-shapes.ts';

// Programs that ask no credential store for anything, whatever their arguments; what runs other programs (find, env, sudo) is not here.
const harmless = new Set(
  `[ cat chgrp chmod chown cp date echo false id install kill ln mkdir mkfifo mknod modprobe mountpoint mv plymouth printf pwd
   readlink rm rmdir setfacl sleep stat sysctl systemd-notify systemd-tmpfiles tee test touch true udevadm uname`.split(/\s+/),
);
/** Arguments with which a program only looks at its own configuration, or only ends something. */
export const harmlessWith: Readonly<Record<string, RegExp>> = {
  nginx: /^-[a-z]*[tT][a-z]*$/,
  sshd: /^-[tT]$/,
  apache2ctl: /^configtest$/,
  haproxy: /^-c$/,
  systemctl: /^(?:stop|reset-failed|is-active|is-enabled|kill)$/,
};
const systemFolders = new Set(['/bin', '/sbin', '/usr/bin', '/usr/sbin', '/usr/lib/systemd', '/lib/systemd']);

// They end with an error where nothing is wrong with anything: as soon as what they ask for is not so, or what they make is there already.
const asking = new Set(['[', 'test', 'false', 'mountpoint']);
const askingOf = /^is-(?:active|enabled)$/;
const onceOnly = new Set('mkdir rm rmdir mkfifo mknod ln mv kill'.split(' '));

/**
 * Why a program that fetches nothing may keep its service from starting all the same; undefined where nothing says so. Of what makes or takes away something
 * only those without any option (-p, -f) are told: no option that stands there is looked at. `main` is the program of the service itself.
 */
export function whyMayEnd([program = '', ...rest]: readonly string[], main = ''): string | undefined {
  const name = path.basename(program);
  if (program.includes('/') && !systemFolders.has(path.dirname(program))) return undefined;
  const tests = name in harmlessWith && name !== 'systemctl' && fetchesNothing([program, ...rest]);
  // A server that looks at its own configuration first is what every day brings
  if (tests && name !== path.basename(main)) return `${name} tests a configuration at each start, and was not asked`;
  if (asking.has(name) || (name === 'systemctl' && rest.some((word) => askingOf.test(word))))
    return `${name} decides at each start whether it comes up, and was not asked`;
  if (!onceOnly.has(name) || rest.some((word) => word.startsWith('-'))) return undefined;
  return `${name} is started with it and ends with an error where it has nothing to do, so it may not start`;
}

/** Programs that end with an error where a file that they work on is not there. */
const working = new Set('cat chgrp chmod chown readlink setfacl stat sysctl systemd-tmpfiles'.split(' '));

/** What a program that fetches nothing is told to work on, by absolute paths: what must be there, and what is made in a folder that must be, or with it. */
export function operandsOf([program = '', ...rest]: readonly string[]): readonly {
  readonly place: string;
  readonly role: 'there' | 'in-folder' | 'with-folders';
}[] {
  const name = path.basename(program);
  if (program.includes('/') && !systemFolders.has(path.dirname(program))) return [];
  const places = rest.flatMap((word, at) =>
    word.startsWith('/') && fitShape('path', word) !== undefined
      ? [{ place: path.posix.resolve(word), isLast: at === rest.length - 1 }]
      : [],
  );
  const as = (role: 'there' | 'in-folder' | 'with-folders', isLast?: boolean): ReturnType<typeof operandsOf> =>
    places.filter((one) => isLast === undefined || one.isLast === isLast).map(({ place }) => ({ place, role }));
  if (working.has(name)) return as('there');
  if (name === 'touch' || name === 'tee') return as('in-folder');
  if (name === 'mkdir') return as('with-folders');
  if (name === 'ln') return as('in-folder', true);
  // install -d makes all of them
  if (name === 'install')
    return [...as('there', false), ...as('with-folders', true).map((one) => ({ ...one, place: path.posix.dirname(one.place) }))];
  return name === 'cp' ? [...as('there', false), ...as('in-folder', true)] : [];
}

/** Whether a command is one of a short list that fetches nothing, in a folder where the distribution put it. */
export function fetchesNothing([program = '', ...rest]: readonly string[]): boolean {
  if (program.includes('/') && !systemFolders.has(path.dirname(program))) return false;
  const name = path.basename(program);
  const needed = harmlessWith[name];
  return harmless.has(name) || (needed !== undefined && rest.some((word) => needed.test(word)));
}
