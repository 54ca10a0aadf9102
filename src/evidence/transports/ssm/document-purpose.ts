/** What a document of ours is for: each has a script of its own, and allows nothing but that. */
export type DocumentPurpose = 'probe' | 'rehearsal';

/** What differs between the documents. */
export interface PurposeTexts {
  /** What the document is called where nobody says otherwise. */
  readonly defaultName: string;
  readonly description: string;
  /** Of the parameter `mode`, and what it may be. */
  readonly mode: { readonly description: string; readonly pattern: string };
  readonly words: string;
  readonly timeout: string;
  /** Comments at the beginning of the script. */
  readonly comments: string;
  /** What the step is called in the console. */
  readonly step: string;
}

/** The texts of each document. Those of the probe's stand in a hash that IAM policies and accounts know: they change with a version alone. */
export const documentPurposes: Readonly<Record<DocumentPurpose, PurposeTexts>> = {
  probe: {
    defaultName: 'snowline-probe',
    description: 'snowline: shows which certificates and settings this host would restart with; reads no secret, changes nothing',
    mode: {
      description: 'facts and contents run the probe, piece fetches a further part of what it printed',
      pattern: '^(facts|contents|piece)$',
    },
    words: 'further arguments of the probe: file=, key=, stat=, token=, address=, get=',
    timeout: 'seconds that the probe may run',
    comments: `# Looks at what this host would need to come back after a restart; reads no secret and changes nothing.
# The probe is packed below; \`snowline ssm-document --readable\` prints it as text.`,
    step: 'probe',
  },
  rehearsal: {
    defaultName: 'snowline-rehearsal',
    description:
      'snowline: tries the TLS handshake that services of this host would begin with; authenticates nowhere, reads no secret, changes nothing',
    mode: { description: 'rehearse tries it, piece fetches a further part of what it printed', pattern: '^(rehearse|piece)$' },
    words: 'what is tried: task=, client=, program=, user=, name=, port=, at=, env=, option=',
    timeout: 'seconds that the rehearsal may take',
    comments: `# Tries the TLS handshake that services of this host would begin with; authenticates nowhere, reads no secret and changes nothing.
# The script is packed below; \`snowline ssm-document --rehearsal --readable\` prints it as text.`,
    step: 'rehearsal',
  },
};
