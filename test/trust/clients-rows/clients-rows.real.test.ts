import { rows } from '../effective-store/rows.ts';
import { describeRows } from './described-rows.ts';
import { awsGoRows, awsRows } from './rows/aws.ts';
import { combinationRows } from './rows/combinations.ts';
import { pathRows } from './rows/paths.ts';
import { unmodelledRows } from './rows/unmodelled.ts';
import { vaultRows } from './rows/vault.ts';

const java = ['keytool', '/usr/lib/jvm/java-17-openjdk-amd64', '/usr/lib/jvm/temurin-25-jdk-amd64'];
const base = ['curl', 'openssl', '/usr/bin/go', '/usr/bin/node', 'python3', ...java];

describeRows([...base, 'wget'], 'every row on where clients find their roots, by collected evidence', [
  ...rows,
  ...pathRows,
  ...combinationRows,
  ...unmodelledRows,
]);

describeRows([...base, '/usr/bin/aws'], 'the AWS clients of Python, by collected evidence', awsRows);

const sdks = ['v1', 'v2'].map((version) => `/usr/share/gocode/src/github.com/aws/aws-sdk-go${version === 'v1' ? '' : '-v2'}`);
describeRows([...base, ...sdks], 'the AWS SDKs for Go, by collected evidence', awsGoRows);

const rootcerts = '/usr/share/gocode/src/github.com/hashicorp/go-rootcerts';
describeRows([...base, rootcerts], "HashiCorp's client for Go, by collected evidence", vaultRows);
