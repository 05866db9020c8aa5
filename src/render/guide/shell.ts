/** A word for a shell: that of Windows, too, unless it has characters that no quotes of both can hold. */
export function word(text: string): string {
  if (/^[\w./:@%+=,-]+$/.test(text)) return text;
  if (!/["\\$`!]/.test(text)) return `"${text}"`;
  return `'${text.replace(/'/g, '\'\\\'\'')}'`;
}
