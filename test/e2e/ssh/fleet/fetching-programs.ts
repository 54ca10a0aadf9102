import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import type { Planted } from './host-description.ts';

/** Services that really fetch from the store with a client's own defaults, and end with 0 where they trust it. */
export interface FetchingPrograms {
  readonly files: Readonly<Record<FetchingClient, Readonly<Record<string, Planted>>>>;
  /** Words that start it, the URL last. */
  readonly words: Readonly<Record<FetchingClient, readonly string[]>>;
}

/** Programs by the client that they fetch with. */
export type FetchingClient = 'node' | 'python' | 'java' | 'go' | 'curl';

const javaHome = '/usr/lib/jvm/java-17-openjdk-amd64';

/** Builds those that need it; takes a second with Go's cache filled. */
export function makeFetchingPrograms(): FetchingPrograms {
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-programs-'));
  try {
    writeFileSync(path.join(folder, 'Fetch.java'), javaSource);
    writeFileSync(path.join(folder, 'fetch.go'), goSource);
    execFileSync(`${javaHome}/bin/javac`, ['-d', folder, path.join(folder, 'Fetch.java')]);
    execFileSync('/usr/bin/go', ['build', '-ldflags=-s -w', '-o', path.join(folder, 'fetch'), path.join(folder, 'fetch.go')], {
      env: { HOME: homedir(), PATH: '/usr/bin:/bin', GO111MODULE: 'off', CGO_ENABLED: '0', GOTOOLCHAIN: 'local' },
    });
    const read = (name: string): Buffer => readFileSync(path.join(folder, name));
    return {
      files: {
        node: { '/opt/app/fetch.js': nodeSource },
        python: { '/opt/app/fetch.py': pythonSource },
        java: { '/opt/app/Fetch.class': read('Fetch.class') },
        go: { '/opt/app/fetch': { content: read('fetch'), mode: 0o755 } },
        curl: {},
      },
      words: {
        node: ['/usr/bin/node', '/opt/app/fetch.js'],
        python: ['/usr/bin/python3', '/opt/app/fetch.py'],
        java: [`${javaHome}/bin/java`, '-cp', '/opt/app', 'Fetch'],
        go: ['/opt/app/fetch'],
        curl: ['/usr/bin/curl', '-sS', '--max-time', '20'],
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Each takes the last word for the URL: what stands before it are a service's own options, secrets among them.
const nodeSource = `require('node:https').get(process.argv.at(-1), (r) => r.resume()).on('error', (e) => {
  console.error(e.code, e.message);
  process.exitCode = 1;
});
`;
const pythonSource = `import sys, urllib.request
urllib.request.urlopen(sys.argv[-1], timeout=20).read()
`;
const javaSource = `public class Fetch {
  public static void main(String[] words) throws Exception {
    var connection = (javax.net.ssl.HttpsURLConnection) new java.net.URL(words[words.length - 1]).openConnection();
    connection.setConnectTimeout(20000);
    connection.setReadTimeout(20000);
    System.out.println(connection.getResponseCode());
  }
}
`;
// As HashiCorp's go-rootcerts does it: VAULT_CACERT is the whole pool.
const goSource = `package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
)

func main() {
	settings := &tls.Config{}
	if file := os.Getenv("VAULT_CACERT"); file != "" {
		text, err := os.ReadFile(file)
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		settings.RootCAs = x509.NewCertPool()
		if !settings.RootCAs.AppendCertsFromPEM(text) {
			fmt.Println("no certificate in", file)
			os.Exit(1)
		}
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: settings}}
	answer, err := client.Get(os.Args[len(os.Args)-1])
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(answer.StatusCode)
}
`;
