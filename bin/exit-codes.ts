/** The exit code of wrong input, as of `grep` and `test`. */
export const wrongInput = 2;
