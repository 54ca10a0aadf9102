/**
 * System properties of Java by which a program asks for other protocols, ciphers, groups or signatures than it does by itself, so that a store may have none of
 * them (sun.security.ssl: SSLContextImpl, SSLConfiguration, NamedGroup; sun.net.www.protocol.https.HttpsClient for the two of HTTPS).
 */
export const javaHandshakeProperties = [
  'jdk.tls.client.protocols',
  'jdk.tls.client.cipherSuites',
  'jdk.tls.client.SignatureSchemes',
  'jdk.tls.namedGroups',
  'https.protocols',
  'https.cipherSuites',
] as const;
