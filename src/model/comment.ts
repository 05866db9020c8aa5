/** Whether the key of an object stands for a comment of the YAML that is made of it: `#`, or `# name`. */
export function isCommentKey(key: string): boolean {
  return /^#(?: |$)/.test(key);
}

/** Lines as comments of a Dockerfile, an ignore file or YAML: the three begin them alike. */
export function commentLines(lines: readonly string[]): string {
  return lines.map(line => `# ${line}`.trimEnd()).join('\n');
}
