/** A token's text with spaces and line ends as one can see them. */
export const visible = (text: string): string => text.replaceAll(' ', '␣').replaceAll('\n', '⏎') || '∅';
