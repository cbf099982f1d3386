/** The program and arguments that run this command line. */
export const self: readonly string[] = [process.execPath, process.argv[1] ?? ''];
