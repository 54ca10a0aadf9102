/** IAM actions of the SSM transport, by what they are done to. */
export const requiredActions = {
  /** On the document and on the instances: IAM wants both, so that this document alone runs. */
  run: ['ssm:SendCommand'],
  /** On the document. */
  document: ['ssm:DescribeDocument', 'ssm:GetDocument'],
  /** IAM knows no resource for these. */
  follow: ['ssm:DescribeInstanceInformation', 'ssm:ListCommandInvocations', 'ssm:GetCommandInvocation', 'ssm:CancelCommand'],
} as const;
