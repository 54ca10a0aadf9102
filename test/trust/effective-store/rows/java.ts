import type { Material } from '../material.ts';
import type { Folder } from '../planted-host.ts';
import { right, rightBundle } from './folders.ts';
import type { Row } from './row.ts';

const systemJks = (m: Material): Folder => ({ ...rightBundle(m), 'java/cacerts': m.jks });
const wrongJks = (m: Material): Folder => ({ ...rightBundle(m), 'java/cacerts': m.otherJks });
const stores = (m: Material): Folder => ({
  'root.jks': m.jks,
  'other.jks': m.otherJks,
  'root.p12': m.pkcs12,
  'plain.p12': m.plainPkcs12,
  'unmarked.p12': m.unmarkedPkcs12,
  'ca.pem': m.root.pem,
});
const property = (name: string, value: string): Pick<Row, 'args' | 'options'> => ({
  args: [`-D${name}=${value}`],
  options: { [name]: value },
});
const both = (store: string, password: string): Pick<Row, 'args' | 'options'> => ({
  args: [`-Djavax.net.ssl.trustStore=${store}`, `-Djavax.net.ssl.trustStorePassword=${password}`],
  options: { 'javax.net.ssl.trustStore': store, 'javax.net.ssl.trustStorePassword': 'default' },
});
const own = stores;

export const javaRows: readonly Row[] = [
  { name: 'java reads cacerts of its home', client: 'java17', etc: systemJks, real: 'trusts' },
  {
    name: 'java does not read PEM variables',
    client: 'java17',
    etc: wrongJks,
    own,
    environment: { SSL_CERT_FILE: '{dir}/ca.pem', AWS_CA_BUNDLE: '{dir}/ca.pem' },
    real: 'refuses',
  },
  {
    name: 'java reads the trustStore property',
    client: 'java17',
    etc: wrongJks,
    own,
    ...property('javax.net.ssl.trustStore', '{dir}/root.jks'),
    real: 'trusts',
  },
  {
    name: 'java with trustStore does not read cacerts',
    client: 'java17',
    etc: systemJks,
    own,
    ...property('javax.net.ssl.trustStore', '{dir}/other.jks'),
    real: 'refuses',
  },
  {
    name: 'java falls back to cacerts where trustStore is missing',
    client: 'java17',
    etc: systemJks,
    ...property('javax.net.ssl.trustStore', '{dir}/missing.pem'),
    real: 'trusts',
    remarks: [/trustStore names .* not there: passed over/],
  },
  {
    name: 'java with trustStore=NONE has no anchors',
    client: 'java17',
    etc: systemJks,
    ...property('javax.net.ssl.trustStore', 'NONE'),
    real: 'refuses',
  },
  {
    name: 'java reads options from JAVA_TOOL_OPTIONS',
    client: 'java17',
    etc: wrongJks,
    own,
    environment: { JAVA_TOOL_OPTIONS: '-Djavax.net.ssl.trustStore={dir}/root.jks' },
    real: 'trusts',
  },
  {
    name: 'java prefers the command line to JAVA_TOOL_OPTIONS',
    client: 'java17',
    etc: wrongJks,
    own,
    ...property('javax.net.ssl.trustStore', '{dir}/other.jks'),
    environment: { JAVA_TOOL_OPTIONS: '-Djavax.net.ssl.trustStore={dir}/root.jks' },
    real: 'refuses',
  },
  {
    name: 'java prefers _JAVA_OPTIONS to the command line',
    client: 'java17',
    etc: wrongJks,
    own,
    ...property('javax.net.ssl.trustStore', '{dir}/other.jks'),
    environment: { _JAVA_OPTIONS: '-Djavax.net.ssl.trustStore={dir}/root.jks' },
    real: 'trusts',
  },
  {
    name: 'java reads nothing from an encrypted PKCS#12 without password',
    client: 'java17',
    etc: systemJks,
    own,
    ...property('javax.net.ssl.trustStore', '{dir}/root.p12'),
    real: 'refuses',
  },
  {
    name: 'java reads PKCS#12 with its password',
    client: 'java17',
    etc: wrongJks,
    own,
    ...both('{dir}/root.p12', 'changeit'),
    real: 'trusts',
  },
  {
    name: 'java reads PKCS#12 that needs no password',
    client: 'java17',
    etc: wrongJks,
    own,
    ...property('javax.net.ssl.trustStore', '{dir}/plain.p12'),
    real: 'trusts',
  },
  {
    name: 'java takes no anchors from a PKCS#12 that openssl made',
    client: 'java17',
    etc: systemJks,
    own,
    ...both('{dir}/unmarked.p12', 'changeit'),
    real: 'refuses',
  },
  {
    name: 'java fails on PEM as trustStore',
    client: 'java17',
    etc: systemJks,
    own,
    ...property('javax.net.ssl.trustStore', '{dir}/ca.pem'),
    real: 'refuses',
  },
  {
    name: 'java falls back to cacerts where trustStore is a directory',
    client: 'java17',
    etc: systemJks,
    own: right,
    ...property('javax.net.ssl.trustStore', '{dir}/hashed'),
    real: 'trusts',
  },
  {
    name: 'java fails on a truncated key store',
    client: 'java17',
    etc: systemJks,
    own: (m) => ({ 'cut.jks': m.jks.subarray(0, 200) }),
    ...property('javax.net.ssl.trustStore', '{dir}/cut.jks'),
    real: 'refuses',
    collected: 'unknown',
  },
  {
    name: 'java 25 reads the trustStore property',
    client: 'java25',
    etc: wrongJks,
    own,
    ...property('javax.net.ssl.trustStore', '{dir}/root.jks'),
    real: 'trusts',
  },
  {
    name: 'java 25 reads nothing from an encrypted PKCS#12 without password',
    client: 'java25',
    etc: systemJks,
    own,
    ...property('javax.net.ssl.trustStore', '{dir}/root.p12'),
    real: 'refuses',
  },
];
