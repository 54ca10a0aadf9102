/** Whether SSM can know a host by this id: an instance of EC2 (`i-…`) or a machine that was registered with SSM (`mi-…`). */
export function isInstanceId(id: string): boolean {
  return /^m?i-[0-9a-f]{8,32}$/.test(id);
}
