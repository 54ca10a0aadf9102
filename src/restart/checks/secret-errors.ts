import type { ClientProfile } from '../../clients/client-profile.ts';

/** What Secrets Manager answers instead of a value. */
export type SecretRefusal = 'missing' | 'no-value' | 'deleted' | 'denied';

/**
 * What the host's client will write to its log. boto3 (1.43) and the AWS CLI name the error and the call; the SDKs for JavaScript (3.1163), Java and Go put the
 * error's name before the message; of a client that may show the answer as it came (test/e2e/drill) only the message is sure. Measured with boto3 and the JavaScript SDK against
 * moto 5.2 (test/credential-store/secret-describer.real.test.ts); the other two by their sources: AwsServiceException.getMessage of aws-sdk-java-v2 behind
 * the name that Java puts before it, GenericAPIError.Error of smithy-go.
 */
export function errorOfRefusal(refusal: SecretRefusal, client: ClientProfile | undefined): string {
  // The message begins with who asks, which only AWS knows, and goes on like this in every client
  if (refusal === 'denied') return 'is not authorized to perform: secretsmanager:GetSecretValue on resource: ';
  const { error, message } = answers[refusal];
  if (client?.name === 'boto3') return `An error occurred (${error}) when calling the GetSecretValue operation: ${message}`.trimEnd();
  if (message === '') return error;
  return client?.name.startsWith('aws-sdk-') === true ? `${error}: ${message}` : message;
}

// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html for the errors. The message about a deletion differs between
// servers, so only the error is sure of it
const answers: Readonly<Record<Exclude<SecretRefusal, 'denied'>, { readonly error: string; readonly message: string }>> = {
  missing: { error: 'ResourceNotFoundException', message: "Secrets Manager can't find the specified secret." },
  'no-value': {
    error: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
  },
  deleted: { error: 'InvalidRequestException', message: '' },
};
