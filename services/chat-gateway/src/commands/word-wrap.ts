/** Breaks a text that comes in pieces between words, so that no line is longer than `columns` where a word is not. */
export function createWordWrap(columns: () => number): (piece: string) => string {
  let column = 0;
  return (piece) =>
    piece.replaceAll(/(\n)|([^\S\n]*)(\S+)|[^\S\n]+/g, (all, line: string | undefined, space = '', word = '') => {
      if (line !== undefined) {
        column = 0;
        return line;
      }
      const isTooLong = column > 0 && word !== '' && column + space.length + word.length > columns();
      column = isTooLong ? word.length : column + all.length;
      return isTooLong ? `\n${word}` : all;
    });
}
