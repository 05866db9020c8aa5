/**
 * A text as it stands in a Bake file, where HCL reads it as a template: what begins `${…}` and `%{…}` is doubled, so that it stands for
 * itself. A byte order mark HCL takes away where a string begins, but not behind a template of nothing.
 *
 * @see https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-literals
 */
export function toTemplate(text: string): string {
  return text.replace(/([$%])\{/g, '$1$1{').replace(/^\ufeff/, '${""}\ufeff');
}

/** What a string of a Bake file says that is no template but of itself; other templates stay as they are. */
export function fromTemplate(template: string): string {
  return template.replace(/^\$\{""\}/, '').replace(/([$%])\1\{/g, '$1{');
}
