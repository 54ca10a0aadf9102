import * as z from 'zod';

/** Keys that say with whose eyes AWS is asked. */
export const awsAccess = {
  roleArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, 'expected arn:aws:iam::ACCOUNT:role/NAME')
    .meta({ description: 'role to assume before the call; without it the ambient credentials are used' })
    .optional(),
  externalId: z.string().min(1).meta({ description: 'external id that the role asks for' }).optional(),
};
