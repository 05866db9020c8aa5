import { ENVIRONMENT_FILE } from './configuration';
import { commentLines } from '../../model/comment';

/** Where the script is in the image. */
export const START_SCRIPT = '/usr/local/bin/start-site';

/** JSON strings out of any text; `<` as well, so that nobody who puts the values into a page can be tricked. */
const PROGRAM = String.raw`
BEGIN {
  for (i = 1; i < 32; i++) code[sprintf("%c", i)] = sprintf("\\u%04x", i)
  code["\""] = "\\\""; code["\\"] = "\\\\"; code["<"] = "\\u003c"
  for (i = 1; i < ARGC; i++) {
    if (!(ARGV[i] in ENVIRON)) { print ARGV[i] " is not set; the site needs it" > "/dev/stderr"; exit 1 }
    values = values (i > 1 ? "," : "") "\"" ARGV[i] "\":\"" escaped(ENVIRON[ARGV[i]]) "\""
  }
  print "window.__ENV__ = Object.freeze({" values "});"
}
function escaped(text,  i, char, result) {
  for (i = 1; i <= length(text); i++) { char = substr(text, i, 1); result = result (char in code ? code[char] : char) }
  return result
}`;

/** The script that writes the public values of the environment to where browsers find them, and then becomes the server. */
export function startScript(names: readonly string[], marker: readonly string[]): string {
  return `#!/bin/sh
${commentLines([...marker, ...marker.length > 0 ? [''] : [], 'Writes the public values of the environment to where browsers find them, and then becomes the server.'])}
set -eu

awk '${PROGRAM}
' ${names.join(' ')} > ${ENVIRONMENT_FILE}

exec nginx -e stderr "$@"
`;
}
