/** Lines as comments of a Dockerfile, an ignore file or YAML: the three begin them alike. */
export function commentLines(lines: readonly string[]): string {
  return lines.map(line => `# ${line}`.trimEnd()).join('\n');
}
