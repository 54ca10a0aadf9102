import { expect, it } from 'vitest';
import { describeWith } from '../require.ts';
import { collectAfter, collectors, reasonsFor } from './namespace.ts';

describeWith(['unshare', 'ip', 'sh', 'mount', 'python3', 'chown', 'mkfifo'], 'units that somebody else than root has a hand in', () => {
  // -I and -S do not help: Python finds its standard library by pyvenv.cfg beside the link, and runs it before the script.
  it.each(collectors)('do not make the collector run a library of theirs as root (%s)', async (by) => {
    const { workloads } = await collectAfter(
      `
      mkdir "$D/opt" "$D/srv"; mount --bind "$D/opt" /opt; mount --bind "$D/srv" /srv
      mkdir -p /opt/py/bin; cp "$(readlink -f /usr/bin/python3)" /opt/py/bin/python3
      version=$(python3 -c 'import sys; print("python%d.%d" % sys.version_info[:2])'); lib=/srv/app/fake/lib/$version
      mkdir -p /srv/app/venv/bin /srv/app/fake/bin "$lib"
      cp -r /usr/lib/$version/. "$lib/"; echo 'open("/srv/app/ran", "w"); raise SystemExit' > "$lib/platform.py"; cp "$lib/platform.py" "$lib/os.py"
      echo 'home = /srv/app/fake/bin' > /srv/app/venv/pyvenv.cfg
      ln -s /opt/py/bin/python3 /srv/app/venv/bin/python; chown -R 65534 /srv/app
      printf '[Service]\\nUser=nobody\\nExecStart=/srv/app/venv/bin/python main.py\\n' | enable app
      "$NODE" "$SCRIPT" "$PARTS" > /dev/null
      [ ! -e /srv/app/ran ] || exit 8`,
      {},
      by,
    );
    const app = workloads.find((one) => one.name === 'app');
    expect(app?.runtime).toBeUndefined();
    expect(reasonsFor(app, 'runtime')[0]).toMatch(/names a home that does not hold the program/);
  });

  it.each(collectors)(
    'do not make it run a program in a folder of theirs, or one that theirs can be put in the place of (%s)',
    async (by) => {
      const { workloads } = await collectAfter(
        `
      mkdir "$D/srv"; mount --bind "$D/srv" /srv; mkdir -p /srv/a/bin /srv/b/bin /srv/c/bin /srv/c/lib/python3.11
      for one in a b c; do printf '#!/bin/sh\\ntouch /srv/ran\\n' > /srv/$one/bin/python3; chmod 755 /srv/$one/bin/python3
        printf '[Service]\\nExecStart=/srv/%s/bin/python3 main.py\\n' $one | enable $one; done
      chown 65534 /srv/a; chmod 1777 /srv/b; touch /srv/c/lib/python3.11/os.py; chown 65534 /srv/c/lib/python3.11/os.py
      "$NODE" "$SCRIPT" "$PARTS" > /dev/null
      [ ! -e /srv/ran ] || exit 8`,
        {},
        by,
      );
      for (const name of ['a', 'b', 'c']) {
        const one = workloads.find((workload) => workload.name === name);
        expect(reasonsFor(one, 'runtime')[0]).toMatch(/may be written by others than root/);
      }
    },
  );

  it.each(collectors)('do not hold it up with pipes in the place of files (%s)', async (by) => {
    const { workloads } = await collectAfter(
      `
      mkfifo "$D/d/app" "$D/d/env" $U/pipe.service; chmod 755 "$D/d/app"; ln -s ../pipe.service $U/multi-user.target.wants/
      printf '[Service]\\nEnvironmentFile=%s\\nExecStart=%s\\n' "$D/d/env" "$D/d/app" | enable app`,
      {},
      by,
    );
    const app = workloads.find((one) => one.name === 'app');
    // Beneath /tmp it would be gone with a boot, too.
    expect(reasonsFor(app, 'nextStart.environment')).toContainEqual(expect.stringMatching(/not an ordinary file/));
    expect(app?.runtime).toBeUndefined();
    expect(
      reasonsFor(
        workloads.find((one) => one.name === 'pipe'),
        'nextStart',
      )[0],
    ).toMatch(/not an ordinary file/);
  });
});

describeWith(['unshare', 'ip', 'sh', 'mount', 'node'], 'a process with a mount over one trust file', () => {
  it.each(collectors)('is judged by its own file, not by the one that the host has there (%s)', async (by) => {
    const { workloads, roots, trustFiles } = await collectAfter(
      `echo > "$D/d/ca.pem"; printf '\\n\\n' > "$D/d/other.pem"
       echo 'require("net").createServer().listen(0, () => require("fs").writeFileSync(process.argv[2], ""))' > "$D/d/worker.cjs"
       export NODE_EXTRA_CA_CERTS="$D/d/ca.pem"
       unshare -m sh -c 'mount --bind "$D/d/other.pem" "$D/d/ca.pem"; exec node "$D/d/worker.cjs" "$D/d/ready-1"' & until_there "$D/d/ready-1"
       mv "$D/d/worker.cjs" "$D/d/plain.cjs"; node "$D/d/plain.cjs" "$D/d/ready-2" & until_there "$D/d/ready-2"`,
      {},
      by,
    );
    const worker = workloads.find((one) => one.name === 'worker');
    const own = roots?.find(({ id }) => id === worker?.root);
    const sizeIn = (files: typeof trustFiles | undefined): number | undefined =>
      files?.find(({ path }) => path.endsWith('/d/ca.pem'))?.sizeBytes;
    expect(sizeIn(own?.trustFiles)).toBe(2);
    expect(sizeIn(trustFiles)).toBe(1);
    const plain = workloads.find((one) => one.name === 'plain');
    expect(plain?.root).toBeUndefined();
    expect(reasonsFor(plain, 'trustFiles')).toEqual([]);
    expect(plain?.runtime?.family).toBe('node');
  });
});

describeWith(['unshare', 'ip', 'sh', 'setpriv'], 'a collector that is not root', () => {
  it.each(collectors)('says how many processes it could not look into (%s)', async (by) => {
    const { missing } = await collectAfter(
      'sleep 60 & chmod -R a+rX "$D"; exec setpriv --reuid=65534 --clear-groups "$NODE" "$SCRIPT" "$PARTS"',
      {},
      by,
    );
    const reasons = missing.filter((one) => one.fact === 'workloads').map((one) => one.reason);
    expect(reasons).toContainEqual(
      expect.stringMatching(
        /^the sockets and environments of (?:a process|[1-9]\d* processes) cannot be seen without root \(in a container: /,
      ),
    );
  });
});

describeWith(['unshare', 'ip', 'sh', 'curl'], 'the default client curl', () => {
  it.each(collectors)('takes its store from the .curlrc of the invoking user (%s)', async (by) => {
    const { workloads } = await collectAfter(
      `mkdir "$D/root"; mount --bind "$D/root" /root; export HOME="$D/d"; echo 'cacert = /nonexistent.pem' > "$D/d/.curlrc"`,
      {},
      by,
    );
    const curl = workloads.find((one) => one.origin === 'default-client' && one.name === 'curl');
    expect(curl?.nextStart.options).toEqual({ '--cacert': '/nonexistent.pem' });
  });
});
