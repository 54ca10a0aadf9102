import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Runtime } from '../../../src/evidence/runtime.ts';

/** How a client ended. */
export interface Ran {
  readonly status: number | null;
  readonly text: string;
}

/** One real client: how to start it against a port of localhost, and how it says that it trusted the server. */
export interface RealClient {
  readonly profile: string;
  /** What a service would declare as its client; undefined where the host tells it, or nothing does. */
  readonly declared?: string;
  readonly runtime: Runtime;
  command(port: number, args: readonly string[]): readonly string[];
  trusted(ran: Ran): boolean;
}

/** Runs a program with exactly this environment, in a mount namespace of its own whose /etc/ssl/certs is the folder. */
export async function runIn(
  etc: string | undefined,
  command: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  timeoutMs = 60_000,
): Promise<Ran> {
  const fixed = { PATH: '/usr/bin:/bin', HOME: '/nonexistent', LANG: 'C.UTF-8' };
  const pairs = Object.entries({ ...fixed, ...environment }).map(([name, value]) => `${name}=${value}`);
  const inside = ['env', '-i', ...pairs, ...command];
  const argv =
    etc === undefined
      ? inside
      : ['unshare', '-m', 'sh', '-c', `mount --bind "$1" /etc/ssl/certs && shift && exec "$@"`, 'sh', etc, ...inside];
  const [program = 'env', ...rest] = argv;
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: '/usr/bin:/bin' }, timeout: timeoutMs });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, text: Buffer.concat(chunks).toString('utf8') }));
  });
}

const byStatus = (ran: Ran): boolean => ran.status === 0;
const openssl3 = 'OpenSSL 3.0.19';

export const curl: RealClient = {
  profile: 'curl',
  declared: 'curl',
  runtime: { family: 'curl', version: '7.88.1', tlsLibrary: openssl3 },
  command: (port, args) => ['/usr/bin/curl', '-sS', '--max-time', '20', ...args, `https://localhost:${port}/`],
  trusted: byStatus,
};

/** GnuTLS, of which nothing is known. */
export const wget: RealClient = {
  profile: 'none',
  runtime: { family: 'openssl', version: '' },
  command: (port, args) => ['/usr/bin/wget', '-q', '-O', '-', '--tries=1', '--timeout=20', ...args, `https://localhost:${port}/`],
  trusted: byStatus,
};

/** An AWS CLI. */
export function awsCli(program: string): RealClient {
  return {
    profile: 'boto3',
    runtime: { family: 'python', version: '3.11' },
    command: (port, args) => {
      const call = ['sts', 'get-caller-identity', '--no-sign-request', '--region', 'eu-west-1'];
      return [program, ...call, '--endpoint-url', `https://localhost:${port}/`, ...args];
    },
    trusted: byStatus,
  };
}

export const openssl: RealClient = {
  profile: 'openssl',
  declared: 'openssl',
  runtime: { family: 'openssl', version: '3.0.19', home: '/usr/lib/ssl' },
  command: (port, args) => [
    'openssl',
    's_client',
    '-connect',
    `localhost:${port}`,
    '-verify_return_error',
    '-verify_hostname',
    'localhost',
    ...args,
  ],
  // It prints "Verify return code: 0 (ok)" even after an abort.
  trusted: (ran) => ran.text.includes('Verification: OK') && !ran.text.includes('verify error:num='),
};

/** A Python of that version; `code` is what it runs with the URL in `url`. */
export function python(
  program: string,
  version: string,
  use: { profile: string; code: string; bundledRoots?: string } = urllib,
): RealClient {
  return {
    profile: use.profile,
    declared: use.profile,
    runtime: {
      family: 'python',
      version,
      tlsLibrary: openssl3,
      home: '/usr/lib/ssl',
      ...(use.bundledRoots === undefined ? {} : { bundledRoots: use.bundledRoots }),
    },
    command: (port, args) => [program, ...args, '-c', `url = 'https://localhost:${port}/'\n${use.code}`],
    trusted: byStatus,
  };
}

const urllib = { profile: 'python', code: 'import urllib.request\nurllib.request.urlopen(url, timeout=20).read()' };

/** Fails only where TLS fails: what the server then answers is no concern here. */
export const boto3Code = `
import boto3, botocore.config, botocore.exceptions
config = botocore.config.Config(retries={'max_attempts': 0})
client = boto3.client('sts', endpoint_url=url, region_name='eu-west-1', aws_access_key_id='x', aws_secret_access_key='y', config=config)
try:
    client.get_caller_identity()
except (botocore.exceptions.SSLError, botocore.exceptions.HTTPClientError, OSError) as error:
    raise SystemExit(str(error))
except Exception as error:
    print('answered', type(error))
`;

/** A Node.js; \`bundledRoots\` is the digest of its own roots. */
export function node(program: string, version: string, profile: string, bundledRoots: string): RealClient {
  const code =
    'require("node:https").get(process.argv[1],r=>{r.resume()}).on("error",e=>{console.error(`${e.code}: ${e.message}`);process.exitCode=1})';
  return {
    profile,
    declared: 'node',
    runtime: { family: 'node', version, bundledRoots },
    command: (port, args) => [program, ...args, '-e', code, `https://localhost:${port}/`],
    trusted: byStatus,
  };
}

/** Compiles the Java client once for all JVMs. */
export async function compileJava(home: string, folder: string): Promise<void> {
  const source = `public class Connect { public static void main(String[] a) throws Exception {
    var c = (javax.net.ssl.HttpsURLConnection) new java.net.URL(a[0]).openConnection();
    c.setConnectTimeout(20000); c.setReadTimeout(20000); System.out.println(c.getResponseCode()); } }`;
  writeFileSync(path.join(folder, 'Connect.java'), source);
  await succeed([`${home}/bin/javac`, '--release', '17', '-d', folder, path.join(folder, 'Connect.java')]);
}

/** A JVM with the compiled client. */
export function java(home: string, version: string, classes: string): RealClient {
  return {
    profile: 'java',
    declared: 'java',
    runtime: { family: 'java', version, home },
    command: (port, args) => [
      `${home}/bin/java`,
      '-XX:TieredStopAtLevel=1',
      '-Xshare:auto',
      ...args,
      '-cp',
      classes,
      'Connect',
      `https://localhost:${port}/`,
    ],
    trusted: byStatus,
  };
}

/** Builds the Go client once. */
export async function buildGo(folder: string): Promise<RealClient> {
  const source = `package main
import ("fmt";"net/http";"os")
func main() { r, err := http.Get(os.Args[len(os.Args)-1]); if err != nil { fmt.Println(err); os.Exit(1) }; fmt.Println(r.StatusCode) }`;
  return goClient('go', await buildProgram(folder, 'connect', source));
}

/**
 * Builds a client of HashiCorp's: the roots as Vault's API takes them from its variables, by the very library that it uses, and verification switched off
 * after that (hashicorp/vault api/client.go, ReadEnvironment and configureTLS).
 */
export async function buildVault(folder: string): Promise<RealClient> {
  const source = `package main
import ("crypto/tls";"fmt";"net/http";"os";"strconv";"github.com/hashicorp/go-rootcerts")
func main() { t := &tls.Config{}
 c := &rootcerts.Config{CAFile: os.Getenv("VAULT_CACERT"), CACertificate: []byte(os.Getenv("VAULT_CACERT_BYTES")), CAPath: os.Getenv("VAULT_CAPATH")}
 if err := rootcerts.ConfigureTLS(t, c); err != nil { fmt.Println(err); os.Exit(1) }
 t.InsecureSkipVerify, _ = strconv.ParseBool(os.Getenv("VAULT_SKIP_VERIFY"))
 h := &http.Client{Transport: &http.Transport{TLSClientConfig: t}}
 r, err := h.Get(os.Args[1]); if err != nil { fmt.Println(err); os.Exit(1) }; fmt.Println(r.StatusCode) }`;
  return goClient('vault', await buildProgram(folder, 'vault', source));
}

/** Builds a client of the AWS SDK for Go, version 1 or 2. */
export async function buildAwsSdk(folder: string, version: 1 | 2): Promise<RealClient> {
  const name = version === 1 ? 'aws-sdk-go' : 'aws-sdk-go-v2';
  return goClient(name, await buildProgram(folder, name, version === 1 ? awsSdk1 : awsSdk2));
}

const awsSdk1 = `package main
import ("fmt";"os";"strings";"github.com/aws/aws-sdk-go/aws";"github.com/aws/aws-sdk-go/aws/session";"github.com/aws/aws-sdk-go/aws/credentials";"github.com/aws/aws-sdk-go/service/sts")
func main() {
 config := &aws.Config{Region: aws.String("eu-west-1"), Endpoint: aws.String(os.Args[1]), MaxRetries: aws.Int(0), Credentials: credentials.NewStaticCredentials("a", "b", "")}
 s, err := session.NewSession(config)
 if err == nil { _, err = sts.New(s).GetCallerIdentity(&sts.GetCallerIdentityInput{}) }
 if err == nil { return }
 fmt.Println(err)
 if strings.Contains(err.Error(), "x509") || strings.Contains(err.Error(), "CustomCABundle") { os.Exit(1) } }`;

const awsSdk2 = `package main
import ("context";"fmt";"os";"strings";"github.com/aws/aws-sdk-go-v2/aws";"github.com/aws/aws-sdk-go-v2/config";"github.com/aws/aws-sdk-go-v2/service/sts")
func main() { ctx := context.Background()
 keys := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return aws.Credentials{AccessKeyID: "a", SecretAccessKey: "b"}, nil })
 c, err := config.LoadDefaultConfig(ctx, config.WithRegion("eu-west-1"), config.WithRetryMaxAttempts(1), config.WithCredentialsProvider(keys))
 if err != nil { fmt.Println(err); os.Exit(1) }
 _, err = sts.NewFromConfig(c, sts.WithEndpointResolver(sts.EndpointResolverFromURL(os.Args[1]))).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
 if err == nil { return }
 fmt.Println(err)
 if strings.Contains(err.Error(), "x509") { os.Exit(1) } }`;

function goClient(profile: string, program: string): RealClient {
  return {
    profile,
    declared: profile,
    runtime: { family: 'go', version: '1.19.8' },
    command: (port, args) => [program, ...args, `https://localhost:${port}/`],
    trusted: byStatus,
  };
}

// With the libraries that Debian's packages bring; their compiled form is kept between runs, because the SDKs take a minute.
/** Builds a Go program; the cache is kept. */
export async function buildProgram(folder: string, name: string, source: string): Promise<string> {
  const program = path.join(folder, name);
  writeFileSync(`${program}.go`, source);
  const cache = path.join(tmpdir(), 'snowline-go-cache');
  const environment = { HOME: folder, GOCACHE: cache, GOPATH: '/usr/share/gocode', GO111MODULE: 'off', GOFLAGS: '' };
  await succeed(['/usr/bin/go', 'build', '-o', program, `${program}.go`], environment, 240_000);
  return program;
}

/** The roots that a Node.js brings along, as PEM. */
export async function rootsOf(program: string): Promise<Uint8Array> {
  return Buffer.from((await succeed([program, '-p', 'require("node:tls").rootCertificates.join("\\n")'])).text);
}

/** The file of certifi that a Python uses. */
export async function certifiOf(program: string): Promise<Uint8Array> {
  return readFileSync((await succeed([program, '-c', 'import certifi; print(certifi.where())'])).text.trim());
}

/** Runs a tool that must succeed. */
export async function succeed(
  command: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  timeoutMs = 60_000,
): Promise<Ran> {
  const ran = await runIn(undefined, command, environment, timeoutMs);
  if (ran.status !== 0) throw new Error(`${command[0]} failed: ${ran.text}`);
  return ran;
}
