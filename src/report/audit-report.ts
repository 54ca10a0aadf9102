import * as z from 'zod';
import type { Immutable } from '../config/immutable.ts';
import { storeStateSchema } from '../credential-store/store-state.ts';
import { classificationSchema } from '../drift/classification.ts';
import { missingFactSchema } from '../evidence/host-evidence.ts';
import { gapSchema } from '../inventory/host.ts';
import { rehearsalSchema } from '../restart/rehearsal/rehearsal-verdict.ts';
import { restartVerdictSchema } from '../restart/restart-verdict.ts';
import { serviceRiskSchema } from '../risk/service-risk.ts';
import { rotationPlanSchema } from '../rotation/rotation-plan.ts';
import { findingSchema } from '../rules/finding.ts';
import { ledgerRowSchema } from './coverage-ledger.ts';

/** The report's name and version, its first field in JSON. */
export const auditSchemaId = 'snowline/audit/v1';
const count = z.number().int();

/** A certificate seen in use; its own list, beside the verdict. */
export const certificateUseSchema = z.object({
  sha256: z.string(),
  subject: z.string(),
  role: z.enum(['served', 'anchor', 'intermediate', 'client']),
  notBefore: z.string(),
  notAfter: z.string(),
  /** Whether a path that some workload uses runs through it. */
  onPath: z.boolean(),
  /** Number of hosts that hold or meet it. */
  hosts: count,
});

/** One host: what it runs, how it is classified, whether it would come back, and how well that is known. */
export const hostReportSchema = z.object({
  id: z.string(),
  name: z.string(),
  services: z.array(z.string()),
  account: z.string().optional(),
  region: z.string().optional(),
  ...classificationSchema.shape,
  restart: restartVerdictSchema,
  evidence: z.object({ collector: z.string(), observedAt: z.string().optional(), missing: z.array(missingFactSchema) }),
});
export type HostReport = Immutable<z.infer<typeof hostReportSchema>>;

/** The one object that feeds every format. */
export const auditReportSchema = z.object({
  schema: z.literal(auditSchemaId),
  tool: z.object({ name: z.string(), version: z.string() }),
  startedAt: z.string(),
  now: z.string(),
  horizonDays: z.number(),
  /** False where the evidence was cut off or the audit was interrupted; `remarks` says why. */
  complete: z.boolean(),
  remarks: z.array(z.string()),
  summary: z.object({
    hosts: count,
    ready: count,
    atRisk: count,
    willFail: count,
    unknown: count,
    notApplicable: count,
    latent: count,
    standard: count,
    snowflake: count,
    unclassified: count,
    services: count,
    noSurvivor: count,
  }),
  /** Workloads: judged ÷ expected; in `ledger` the same by account, region and service, with the reason of each hole. */
  coverage: z.object({
    expected: count,
    judged: count,
    percent: z.number(),
    gaps: z.array(gapSchema),
    ledger: z.array(ledgerRowSchema),
  }),
  stores: z.array(storeStateSchema),
  certificates: z.array(certificateUseSchema),
  hosts: z.array(hostReportSchema),
  services: z.array(serviceRiskSchema),
  rotation: z.array(rotationPlanSchema),
  findings: z.array(findingSchema),
  /** What some hosts made of their stores when they were asked to try; absent where none was. */
  rehearsal: rehearsalSchema.optional(),
});
export type AuditReport = Immutable<z.infer<typeof auditReportSchema>>;
