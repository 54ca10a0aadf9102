import { execFileSync } from 'node:child_process';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { hostEvidenceSchema } from '../../src/evidence/host-evidence.ts';
import { runCli } from './built-cli.ts';

describe('snowline probe', () => {
  it('prints a script that sh accepts, and that runs nothing where its end is cut off', async () => {
    const { status, stdout } = await runCli(['probe', '--script']);
    expect(status).toBe(0);
    expect(execFileSync('sh', ['-n'], { input: stdout, encoding: 'utf8' })).toBe('');
    const cut = stdout.slice(0, stdout.lastIndexOf('main '));
    expect(execFileSync('sh', ['-s', '--', 'facts', '0123456789abcdef'], { input: cut, encoding: 'utf8' })).toBe('');
  });

  it('shows this host in one JSON object, what could not be seen included', async () => {
    const { status, stdout, stderr } = await runCli(['probe', '--format', 'json']);
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    const evidence = hostEvidenceSchema.parse(JSON.parse(stdout));
    expect(evidence).toMatchObject({ id: hostname(), collector: 'probe/1' });
    expect(evidence.trustFiles.length).toBeGreaterThan(3);
  });

  it('shows it to people, and writes it to a file that is asked for', async () => {
    const { status, stdout } = await runCli(['probe', '--output', '-']);
    expect(status).toBe(0);
    expect(stdout.startsWith(`${hostname()}: `)).toBe(true);
    expect(stdout).toContain('Trust stores');
  });

  it('refuses to print its script as JSON', async () => {
    const { status, stderr } = await runCli(['probe', '--script', '--format', 'json']);
    expect(status).toBe(2);
    expect(stderr).toContain('--script prints a script');
  });
});
