/** Home of root on the hosts that tests build. */
export const rootHome = '/root';
