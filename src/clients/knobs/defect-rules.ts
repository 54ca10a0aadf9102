import type { ExtensionDefect, FieldDefect } from '../../x509/certificate-defect.ts';

/** Defects that a client does not put up with. */
export interface DefectRules {
  readonly fields: ReadonlySet<FieldDefect>;
  /** By kind of defect: the extensions (OIDs) in which it counts, or `any`, or those that are `critical`. */
  readonly extensions: Readonly<Partial<Record<ExtensionDefect['kind'], ReadonlySet<string> | 'any' | 'critical'>>>;
}

/** No defect counts. */
export const noDefects: DefectRules = { fields: new Set(), extensions: {} };
